import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OpenedLink } from '../../src/contracts/api/links.ts';
import { plusSeconds } from '../../src/contracts/instant.ts';
import type { Hold } from '../../src/contracts/remediation.ts';
import { type HoldLink, signLink } from '../../src/core/approvals/link.ts';
import { holdName } from '../../src/core/incident/find-hold.ts';
import { nonceOf } from '../../src/core/incident/notices.ts';
import { keys, partitionOf, prefixes } from '../../src/core/ledger/keys.ts';
import { load, loadAll, need } from '../../src/core/ledger/load.ts';
import { change, create, remove, shapes } from '../../src/core/ledger/shapes.ts';
import { addressOf, ended, hookSecret, type PersonName, tenant } from './home.ts';
import { type Answer, expectProblem, type Sent, type ServedHome, servedHome } from './http.ts';

interface Mailed {
  home: ServedHome;
  hold: Hold;
  /** The link in the letter this person got. */
  linkOf(name: PersonName): string;
  open(link: unknown, sent?: Sent): Promise<Answer>;
  decide(as: PersonName | undefined, link: string, more?: object): Promise<Answer>;
  /** Everything that a decision, or a trace of one, would change. */
  state(): Promise<unknown>;
}

async function mailed(): Promise<Mailed> {
  const home = await servedHome({ reachable: ['ada', 'bob', 'owner'] });
  const hold = await home.held();
  await home.settle();
  return {
    home,
    hold,
    linkOf(name) {
      const letter = home.mailbox.find(({ to }) => to === addressOf(name));
      const link = /\/decide#(\S+)/.exec(letter?.text ?? '')?.[1];
      if (link === undefined) throw new Error(`${name} got no letter with a link`);
      return link;
    },
    open: (link, sent = {}) => home.send('POST', '/api/v1/links/open', { body: { link }, ...sent }),
    decide: (as, link, more = {}) =>
      home.decide(hold, {
        ...(as !== undefined && { as }),
        body: { verdict: 'approved', planHash: hold.planHash, link, ...more },
      }),
    async state() {
      const pk = partitionOf(tenant, hold.incident);
      const { records } = home.ports;
      return {
        kept: home.kept(),
        hold: await load(records, shapes.hold, keys.hold(tenant, hold.incident, hold.id)),
        log: await home.log(hold.incident),
        decisions: await loadAll(records, shapes.decision, pk, prefixes.decision),
        notices: await loadAll(records, shapes.notice, pk, prefixes.notice(hold.id)),
        outbox: await loadAll(records, shapes.outbox, pk, prefixes.outbox),
        applied: home.applied(),
      };
    },
  };
}

/** A link as we would sign it, but about something else. */
const signed = (hold: Hold, approver: string, other: Partial<HoldLink> = {}, key = hookSecret): string =>
  signLink(
    {
      tenant,
      incident: hold.incident,
      hold: hold.id,
      approver,
      planHash: hold.planHash,
      expiresAt: hold.expiresAt,
      nonce: nonceOf(hold, approver),
      ...other,
    },
    key,
  );

describe('opening a link', () => {
  test('shows no credential that a sender or a person wrote into a text: the letter shows none either', async () => {
    const { home, hold, linkOf, open } = await mailed();
    const { records } = home.ports;
    const text = 'failed: postgres://app:hunter2hunter2@db.shop/orders';
    const incident = await need(records, shapes.incident, keys.incident(tenant, hold.incident), 'incident');
    const key = keys.remediation(tenant, hold.incident, hold.remediation);
    const remediation = await need(records, shapes.remediation, key, 'remediation');
    const holding = await need(records, shapes.hold, keys.hold(tenant, hold.incident, hold.id), 'hold');
    const answer = { by: 'bob', says: text, at: home.now() };
    const written = await records.write([
      change(shapes.incident, incident, { ...incident.value, title: text, reason: text }),
      change(shapes.remediation, remediation, { ...remediation.value, reason: text }),
      change(shapes.hold, holding, { ...holding.value, question: text, answer }),
    ]);
    expect(written).toEqual({ ok: true });
    const opened = await open(linkOf('ada'));
    expect(opened.status).toBe(200);
    expect(opened.bytes.toString()).toContain('failed: postgres://app:secret:');
    expect(opened.bytes.toString()).not.toContain('hunter2');
  });

  test('shows whoever holds it everything the page needs, signed in or not, and no token', async () => {
    const { home, hold, linkOf, open } = await mailed();
    const answer = await open(linkOf('ada'));
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    const shown = OpenedLink.parse(answer.body);
    expect(shown).toMatchObject({
      hold: { name: holdName(hold), planHash: hold.planHash, status: 'pending', expiresAt: hold.expiresAt },
      incident: { id: hold.incident, cluster: 'practice', severity: expect.any(String) },
      finding: { object: { name: 'cart' }, cause: { id: 'pod.memory-limit-exceeded' }, victims: expect.any(Array) },
      sentTo: { id: 'ada', name: 'ada' },
      usedAt: null,
      open: true,
      ended: null,
      remediation: { status: 'waiting', outcome: 'pending' },
    });
    const { plan, rehearsal } = shown.hold;
    expect(plan.diff).toContain('memory');
    expect(plan.wayBack).toMatch(/\w/);
    expect(plan.blastRadius).toMatchObject({ workloads: 1 });
    expect(plan.action.risk).toBe('medium');
    expect(shown.finding?.evidence.length).toBeGreaterThan(0);
    expect(rehearsal).toMatchObject({ ok: true, wayBack: { ok: true } });
    const stored = await load(home.ports.records, shapes.hold, keys.hold(tenant, hold.incident, hold.id));
    for (const hidden of ['sealedToken', stored?.value.sealedToken ?? '?', linkOf('ada'), nonceOf(hold, 'ada')])
      expect(answer.bytes.toString()).not.toContain(hidden);
  });

  test('the page it shows is the plan that waits: what it names is what a decision takes', async () => {
    const { home, linkOf, open } = await mailed();
    const { hold } = OpenedLink.parse((await open(linkOf('ada'))).body);
    const answer = await home.send('POST', `/api/v1/holds/${hold.name}/decision`, {
      as: 'ada',
      body: { verdict: 'approved', planHash: hold.planHash, link: linkOf('ada') },
    });
    expect(answer).toMatchObject({ status: 200, body: { status: 'approved', by: 'ada' } });
    expect((await home.until('the end', () => ended(home))).status).toBe('recovered');
    expect(home.applied()).toBe(1);
    const [decided] = (await home.log(hold.incident)).filter(({ event }) => event === 'decision_made');
    expect(decided).toMatchObject({ actor: { kind: 'person', id: 'ada' }, detail: { by: 'link' } });
  });

  test('tells what became of it: to whoever decided, and to whoever comes too late', async () => {
    const { home, linkOf, open, decide } = await mailed();
    home.pass(30);
    await decide('bob', linkOf('bob'), { reason: 'looks right' });
    const late = OpenedLink.parse((await open(linkOf('ada'))).body);
    expect(late).toMatchObject({
      open: false,
      usedAt: null,
      ended: { status: 'approved', by: [{ id: 'bob', name: 'bob' }], at: home.now(), reason: 'looks right' },
    });
    expect(OpenedLink.parse((await open(linkOf('bob'))).body)).toMatchObject({ usedAt: home.now(), open: false });
    await home.until('the end', () => ended(home));
    expect(OpenedLink.parse((await open(linkOf('ada'))).body)).toMatchObject({
      incident: { status: 'recovered' },
      remediation: { status: 'ended', outcome: 'recovered' },
    });
  });

  test('of a plan that was taken back says so', async () => {
    const { home, hold, linkOf, open } = await mailed();
    const stored = await need(home.ports.records, shapes.hold, keys.hold(tenant, hold.incident, hold.id), 'hold');
    await home.ports.records.write([change(shapes.hold, stored, { ...stored.value, status: 'superseded' })]);
    expect(OpenedLink.parse((await open(linkOf('ada'))).body)).toMatchObject({
      open: false,
      ended: { status: 'superseded', by: [], at: null },
    });
  });
});

describe('what opens everything it finds decides nothing', () => {
  test('a scanner that follows the link by every method, signed in or not, any number of times', async () => {
    const { home, hold, linkOf, state } = await mailed();
    const before = await state();
    const link = linkOf('ada');
    const decision = `/api/v1/holds/${holdName(hold)}/decision`;
    const found = [
      '/decide',
      `/decide?link=${link}`,
      `/decide/${link}`,
      '/api/v1/links/open',
      `/api/v1/links/open?link=${link}`,
      `/api/v1/links/${link}`,
      decision,
      `${decision}?link=${link}&verdict=approved&planHash=${hold.planHash}`,
    ];
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'])
      for (const path of found)
        for (const as of [undefined, 'ada', 'owner'] as const) {
          const { status } = await home.send(method, path, { ...(as !== undefined && { as }) });
          expect(status, `${method} ${path}`).toBeLessThan(500);
          if (path.startsWith('/api/')) expect([404, 405], `${method} ${path}`).toContain(status);
        }
    await home.settle();
    expect(await state()).toEqual(before);
  });

  test('a preview that posts the link to where pages read it, often and at once', async () => {
    const { home, linkOf, open, state } = await mailed();
    const before = await state();
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, at) => open(linkOf('ada'), at % 2 === 0 ? {} : { as: 'bob' })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await home.settle();
    expect(await state()).toEqual(before);
  });

  test('a form, a nested bomb, a large body, no body: each refused for what it is', async () => {
    const { home, linkOf, open, state } = await mailed();
    const before = await state();
    const post = (sent: Sent) => home.send('POST', '/api/v1/links/open', sent);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expectProblem(await post({ body: `link=${linkOf('ada')}`, headers: form }), 415, 'Unsupported');
    expectProblem(await post({ headers: { 'content-type': 'application/json' } }), 400, 'Malformed');
    expectProblem(await post({ body: '['.repeat(2_000) }), 413, 'TooLarge');
    expectProblem(await post({ body: { link: 'x'.repeat(5_000) } }), 413, 'TooLarge');
    expectProblem(await post({ body: { link: 'x'.repeat(5_000) }, chunked: true }), 413, 'TooLarge');
    for (const link of ['', 7, null, ['1.a'], { link: '1.a' }, 'x'.repeat(2_049)])
      expectProblem(await open(link), 400, 'Malformed');
    expectProblem(await post({ body: { link: linkOf('ada'), verdict: 'approved' } }), 400, 'Malformed');
    expect(await state()).toEqual(before);
  });
});

/** Links that are not this person's for this plan. What opening one says, and what deciding with one as ada says. */
type Wrong = (at: Mailed) => { link: string; opened: [number, string, RegExp]; decided: [number, string, RegExp] };
const forged = (link: string): ReturnType<Wrong> => ({
  link,
  opened: [401, 'Unauthorized', /no link of ours/],
  decided: [403, 'Forbidden', /no link of ours/],
});
const wrong: Record<string, Wrong> = {
  'a word': () => forged('approve'),
  'one letter changed': ({ linkOf }) => forged(linkOf('ada').replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))),
  'cut short by a mail program': ({ linkOf }) => forged(linkOf('ada').slice(0, 76)),
  'signed by another deployment': ({ hold }) => forged(signed(hold, 'ada', {}, 'the key of another deployment')),
  'two links in one': ({ linkOf }) => forged(`${linkOf('ada')}${linkOf('bob')}`),
  'of another tenant': ({ hold }) => ({
    link: signed(hold, 'ada', { tenant: 'other' }),
    opened: [412, 'Stale', /no longer stands/],
    decided: [403, 'Forbidden', /somebody else/],
  }),
  'of another hold': ({ hold }) => ({
    link: signed(hold, 'ada', { hold: 'another' }),
    opened: [412, 'Stale', /no longer stands/],
    decided: [403, 'Forbidden', /another plan/],
  }),
  'of another incident': ({ hold }) => ({
    link: signed(hold, 'ada', { incident: 'another' }),
    opened: [412, 'Stale', /no longer stands/],
    decided: [403, 'Forbidden', /another plan/],
  }),
  'of the plan before it': ({ hold }) => ({
    link: signed(hold, 'ada', { planHash: 'ab'.repeat(32) }),
    opened: [412, 'Stale', /no longer stands/],
    decided: [412, 'Stale', /no longer stands/],
  }),
  expired: ({ home, hold }) => ({
    link: signed(hold, 'ada', { expiresAt: home.now() }),
    opened: [412, 'Stale', /expired at/],
    decided: [412, 'Stale', /expired at/],
  }),
  'of somebody who may not decide': ({ hold }) => ({
    link: signed(hold, 'vera'),
    opened: [403, 'Forbidden', /may not decide/],
    decided: [403, 'Forbidden', /somebody else/],
  }),
  'of nobody': ({ hold }) => ({
    link: signed(hold, 'nobody'),
    opened: [403, 'Forbidden', /may not decide/],
    decided: [403, 'Forbidden', /somebody else/],
  }),
};

test.each(Object.entries(wrong))('a link %s: shown nothing, decides nothing, and says why', async (_, make) => {
  const at = await mailed();
  const { home, open, decide, state } = at;
  const { link, opened, decided } = make(at);
  const before = await state();
  const [status, title, says] = opened;
  const problem = expectProblem(await open(link), status, title);
  expect(problem.detail).toMatch(says);
  const refused = expectProblem(await decide('ada', link), decided[0], decided[1]);
  expect(refused.detail).toMatch(decided[2]);
  // Without a sign-in nobody even hears what is wrong with it.
  expect(expectProblem(await decide(undefined, link), 401, 'Unauthorized').detail).toBe('nobody is signed in');
  await home.settle();
  expect(await state()).toEqual(before);
  // None of it stands in the way of the right one.
  expect((await decide('ada', at.linkOf('ada'))).status).toBe(200);
});

describe('the right link in the wrong hands', () => {
  test.for<[string, PersonName | undefined, string | undefined, number, string]>([
    ['nobody is signed in', undefined, undefined, 401, 'Unauthorized'],
    ['a token nobody was given', undefined, `Bearer ${'x'.repeat(40)}`, 401, 'Unauthorized'],
    ['another approver is signed in', 'bob', undefined, 403, 'Forbidden'],
    ['an owner is signed in', 'owner', undefined, 403, 'Forbidden'],
    ['one who may only look is signed in', 'vera', undefined, 403, 'Forbidden'],
  ])('%s', async ([, as, authorization, status, title]) => {
    const { home, hold, linkOf, state } = await mailed();
    const before = await state();
    const sent = {
      body: { verdict: 'approved', planHash: hold.planHash, link: linkOf('ada') },
      ...(as !== undefined && { as }),
      ...(authorization !== undefined && { headers: { authorization } }),
    };
    expectProblem(await home.decide(hold, sent), status, title);
    await home.settle();
    expect(await state()).toEqual(before);
  });

  test('it says another name than the session: neither is believed over the other', async () => {
    const { decide, linkOf, state } = await mailed();
    const before = await state();
    expectProblem(await decide('bob', linkOf('bob'), { by: 'ada' }), 403, 'Forbidden');
    expectProblem(await decide('bob', linkOf('ada'), { by: 'ada' }), 403, 'Forbidden');
    expect(await state()).toEqual(before);
  });

  test('whoever lost the right to decide since is shown nothing and decides nothing', async () => {
    const { home, open, decide, linkOf } = await mailed();
    const key = keys.user(tenant, 'ada');
    const ada = await need(home.ports.records, shapes.user, key, 'ada');
    await home.ports.records.write([change(shapes.user, ada, { ...ada.value, roles: ['viewer'] })]);
    expect(expectProblem(await open(linkOf('ada')), 403, 'Forbidden').because).toBe('no_approver');
    expectProblem(await decide('ada', linkOf('ada')), 403, 'Forbidden');
    await home.ports.records.write([remove(await need(home.ports.records, shapes.user, key, 'ada'))]);
    expectProblem(await open(linkOf('ada')), 403, 'Forbidden');
    expectProblem(await decide('ada', linkOf('ada')), 401, 'Unauthorized');
  });
});

describe('a link answers once', () => {
  test('a question uses it up; with its owner signed in the plan can still be decided', async () => {
    const { home, hold, decide, linkOf, open } = await mailed();
    const question = { verdict: 'need_more_info', reason: 'why now?' };
    expect((await decide('ada', linkOf('ada'), question)).body).toMatchObject({ status: 'info_needed' });
    expect(OpenedLink.parse((await open(linkOf('ada'))).body)).toMatchObject({ usedAt: home.now(), open: true });
    for (const again of [question, {}]) {
      const problem = expectProblem(await decide('ada', linkOf('ada'), again), 409, 'Conflict');
      expect(problem).toMatchObject({ because: 'used', detail: expect.stringContaining(home.now()) });
    }
    // Bob's own is another.
    expect((await decide('bob', linkOf('bob'), question)).status).toBe(200);
    const body = { verdict: 'approved', planHash: hold.planHash };
    expect((await home.decide(hold, { as: 'ada', body })).body).toMatchObject({ status: 'approved', by: 'ada' });
  });

  test('sent twice at the same moment it is one answer', async () => {
    const { home, hold, decide, linkOf } = await mailed();
    const answers = await Promise.all(Array.from({ length: 5 }, () => decide('ada', linkOf('ada'))));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect((await home.log(hold.incident)).filter(({ event }) => event === 'decision_made')).toHaveLength(1);
    await home.until('the end', () => ended(home));
    expect(home.applied()).toBe(1);
    expectProblem(await decide('ada', linkOf('ada')), 409, 'Conflict');
  });

  test('of two people with their own links exactly one decides', async () => {
    const { home, hold, decide, linkOf } = await mailed();
    const answers = await Promise.all([
      decide('ada', linkOf('ada')),
      decide('bob', linkOf('bob'), { verdict: 'rejected' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const notices = await loadAll(
      home.ports.records,
      shapes.notice,
      partitionOf(tenant, hold.incident),
      prefixes.notice(hold.id),
    );
    const won = answers.find(({ status }) => status === 200)?.body.by;
    expect(notices.filter(({ value }) => value.usedAt !== undefined).map(({ value }) => value.user)).toEqual([won]);
  });

  test('under one Idempotency-Key it hears the same again, and another link under that key does not', async () => {
    const { home, hold, linkOf } = await mailed();
    const sent = (name: PersonName): Sent => ({
      as: name,
      body: { verdict: 'approved', planHash: hold.planHash, link: linkOf(name) },
      headers: { 'idempotency-key': 'one-tap' },
    });
    const first = await home.decide(hold, sent('ada'));
    const second = await home.decide(hold, sent('ada'));
    expect({ status: second.status, body: second.body }).toEqual({ status: 200, body: first.body });
    expectProblem(await home.decide(hold, sent('bob')), 409, 'Conflict');
  });

  test('used before we could note that it was sent, it is used all the same', async () => {
    const { home, hold, decide, linkOf } = await mailed();
    const key = keys.notice(tenant, hold.incident, hold.id, 'ada');
    const notice = await need(home.ports.records, shapes.notice, key, 'notice');
    await home.ports.records.write([remove(notice)]);
    expect((await decide('ada', linkOf('ada'), { verdict: 'need_more_info', reason: 'why?' })).status).toBe(200);
    expectProblem(await decide('ada', linkOf('ada')), 409, 'Conflict');
  });
});

describe('the plan changes while the page is open', () => {
  test('another plan stands under the hold: neither link nor hash of the old one is taken', async () => {
    const { home, hold, decide, linkOf, open } = await mailed();
    const stored = await need(home.ports.records, shapes.hold, keys.hold(tenant, hold.incident, hold.id), 'hold');
    const planHash = 'cd'.repeat(32);
    await home.ports.records.write([change(shapes.hold, stored, { ...stored.value, planHash })]);
    expect(expectProblem(await open(linkOf('ada')), 412, 'Stale').because).toBe('another_plan');
    for (const hash of [hold.planHash, planHash])
      expectProblem(await decide('ada', linkOf('ada'), { planHash: hash }), 412, 'Stale');
  });

  test('after its time nothing is decided with it, and it says that it expired', async () => {
    const { home, hold, decide, linkOf, open } = await mailed();
    home.pass((Date.parse(hold.expiresAt) - Date.parse(home.now())) / 1000 - 0.001);
    expect((await open(linkOf('ada'))).status).toBe(200);
    home.pass(0.001);
    expect(home.now()).toBe(hold.expiresAt);
    expect(expectProblem(await open(linkOf('ada')), 412, 'Stale').because).toBe('expired');
    expectProblem(await decide('ada', linkOf('ada')), 412, 'Stale');
    await home.until('the end', () => ended(home));
    expect(home.applied()).toBe(0);
  });

  test('a link for longer than the hold gives no longer time', async () => {
    const { home, hold, decide } = await mailed();
    const link = signed(hold, 'ada', { expiresAt: plusSeconds(hold.expiresAt, 3600) });
    home.pass((Date.parse(hold.expiresAt) - Date.parse(home.now())) / 1000);
    expectProblem(await decide('ada', link), 409, 'Conflict');
  });
});

test('tenants do not see each other: a link of another tenant shows that tenant, and nothing here is decided with it', async () => {
  const { home, hold, decide, open, state } = await mailed();
  const { records } = home.ports;
  const before = await state();
  const foreign = { ...hold, tenant: 'other' };
  await records.write([create(shapes.hold, keys.hold('other', hold.incident, hold.id), foreign)]);
  const link = signed(hold, 'ada', { tenant: 'other' });
  // There ada is nobody.
  expectProblem(await open(link), 403, 'Forbidden');
  expectProblem(await decide('ada', link), 403, 'Forbidden');
  expect(await state()).toEqual({ ...(before as object), kept: home.kept() });
});

test('whatever is sent as a link, the answer is a problem, and nothing is kept', async () => {
  const { home, open, decide, state } = await mailed();
  const before = await state();
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string({ maxLength: 2048 }), fc.jsonValue()), async (link) => {
      const opened = await open(link);
      expect([400, 401]).toContain(opened.status);
      expectProblem(opened, opened.status, opened.status === 401 ? 'Unauthorized' : 'Malformed');
      expect([400, 403]).toContain((await decide('ada', link as string)).status);
    }),
    { numRuns: 60 },
  );
  await home.settle();
  expect(await state()).toEqual(before);
});

test('links are in letters alone: not in the log, the answers or what the home says', async () => {
  const { home, hold, linkOf, decide } = await mailed();
  await decide('ada', linkOf('ada'));
  await home.until('the end', () => ended(home));
  const texts = [
    JSON.stringify(await home.log(hold.incident)),
    (await home.send('GET', `/api/v1/incidents/${hold.incident}`, { as: 'owner' })).bytes.toString(),
    JSON.stringify(home.announced),
    home.complaints.join('\n'),
  ];
  for (const name of ['ada', 'bob', 'owner'] as const)
    for (const text of texts) {
      expect(text).not.toContain(linkOf(name).slice(0, 60));
      expect(text).not.toContain(addressOf(name));
    }
});
