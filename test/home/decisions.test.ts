import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Hold } from '../../src/contracts/remediation.ts';
import { holdName } from '../../src/core/incident/find-hold.ts';
import { keys } from '../../src/core/ledger/keys.ts';
import { create, shapes } from '../../src/core/ledger/shapes.ts';
import { ended, tenant, tokenOf } from './home.ts';
import { expectProblem, type Sent, type ServedHome, servedHome } from './http.ts';

const yes = (hold: Hold) => ({ verdict: 'approved', planHash: hold.planHash });
const no = (hold: Hold) => ({ verdict: 'rejected', planHash: hold.planHash });
const decisionsIn = async (home: ServedHome, hold: Hold) =>
  (await home.log(hold.incident)).filter((entry) => entry.event === 'decision_made');

/** Refusals of one answer, with the status and the words that must come back. Nothing of them may change anything. */
type Refusal = (hold: Hold) => { sent: Sent; status: number; title: string; names?: RegExp };
const refusals: Record<string, Refusal> = {
  'a plan that is not the one that waits': () => ({
    sent: { as: 'ada', body: { verdict: 'approved', planHash: '0'.repeat(64) } },
    status: 412,
    title: 'Stale',
    names: /not the one you saw/,
  }),
  'in the name of another': (hold) => ({
    sent: { as: 'ada', body: { ...yes(hold), by: 'bob' } },
    status: 403,
    title: 'Forbidden',
    names: /signed in as ada.*bob/,
  }),
  'by one who may only look': (hold) => ({
    sent: { as: 'vera', body: yes(hold) },
    status: 403,
    title: 'Forbidden',
    names: /vera/,
  }),
  'by nobody': (hold) => ({ sent: { body: yes(hold) }, status: 401, title: 'Unauthorized' }),
  'with a token nobody was given': (hold) => ({
    sent: { body: yes(hold), headers: { authorization: `Bearer ${'x'.repeat(40)}` } },
    status: 401,
    title: 'Unauthorized',
    names: /not known/,
  }),
  'with something that is no token': (hold) => ({
    sent: { body: yes(hold), headers: { authorization: `Basic ${tokenOf('ada')}` } },
    status: 401,
    title: 'Unauthorized',
  }),
  'not JSON': () => ({ sent: { as: 'ada', body: '{"verdict":' }, status: 400, title: 'Malformed', names: /not JSON/ }),
  'no body at all': () => ({
    sent: { as: 'ada', headers: { 'content-type': 'application/json' } },
    status: 400,
    title: 'Malformed',
    names: /empty/,
  }),
  'a list': (hold) => ({ sent: { as: 'ada', body: [yes(hold)] }, status: 400, title: 'Malformed' }),
  'without a verdict': (hold) => ({
    sent: { as: 'ada', body: { planHash: hold.planHash } },
    status: 400,
    title: 'Malformed',
    names: /verdict/,
  }),
  'a verdict of its own': (hold) => ({
    sent: { as: 'ada', body: { ...yes(hold), verdict: 'maybe' } },
    status: 400,
    title: 'Malformed',
    names: /verdict/,
  }),
  'without the plan it is about': () => ({
    sent: { as: 'ada', body: { verdict: 'approved' } },
    status: 400,
    title: 'Malformed',
    names: /planHash/,
  }),
  'a hash that is none': () => ({
    sent: { as: 'ada', body: { verdict: 'approved', planHash: 'abc' } },
    status: 400,
    title: 'Malformed',
    names: /planHash.*SHA-256/,
  }),
  'a field nobody knows': (hold) => ({
    sent: { as: 'ada', body: { ...yes(hold), force: true } },
    status: 400,
    title: 'Malformed',
    names: /force/,
  }),
  'a reason without end': (hold) => ({
    sent: { as: 'ada', body: { ...yes(hold), reason: 'x'.repeat(2001) } },
    status: 400,
    title: 'Malformed',
    names: /reason/,
  }),
  'a nested bomb': () => ({ sent: { as: 'ada', body: '['.repeat(30_000) }, status: 413, title: 'TooLarge' }),
  'larger than a decision can be': (hold) => ({
    sent: { as: 'ada', body: { ...yes(hold), reason: 'x'.repeat(70_000) } },
    status: 413,
    title: 'TooLarge',
    names: /65536/,
  }),
  'as a form': () => ({
    sent: { as: 'ada', body: 'verdict=approved', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    status: 415,
    title: 'Unsupported',
    names: /x-www-form-urlencoded/,
  }),
  'to another name of this machine': (hold) => ({
    sent: { as: 'ada', body: yes(hold), headers: { host: 'evil.example' } },
    status: 403,
    title: 'Forbidden',
    names: /evil\.example/,
  }),
};

describe('refused answers change nothing', () => {
  test('each is told what is wrong with it, and the plan still waits', async () => {
    const home = await servedHome();
    const hold = await home.held();
    const before = { kept: home.kept(), hold, log: await home.log(hold.incident) };
    for (const [name, refusal] of Object.entries(refusals)) {
      const { sent, status, title, names = /./ } = refusal(hold);
      const problem = expectProblem(await home.decide(hold, sent), status, title);
      expect(problem.detail, name).toMatch(names);
    }
    await home.settle();
    expect({ kept: home.kept(), hold: await home.hold(), log: await home.log(hold.incident) }).toEqual(before);
    // None of them stood in the way of the one that counts.
    expect((await home.decide(hold, { as: 'ada', body: yes(hold) })).status).toBe(200);
  });

  test('looking at the address of a decision decides nothing', async () => {
    const home = await servedHome();
    const hold = await home.held();
    const before = home.kept();
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']) {
      const answer = await home.send(method, `/api/v1/holds/${holdName(hold)}/decision?verdict=approved`, {
        as: 'ada',
        ...(method === 'PUT' && { body: yes(hold) }),
      });
      expect([404, 405], method).toContain(answer.status);
    }
    await home.settle();
    expect(home.kept()).toEqual(before);
    expect((await home.hold()).status).toBe('pending');
  });

  test('a token that has expired speaks for nobody any more', async () => {
    const home = await servedHome();
    const token = 'a-token-that-ends-before-the-plan-is-seen';
    const sha256 = createHash('sha256').update(token).digest('hex');
    await home.ports.records.write([
      create(shapes.token, keys.token(sha256), {
        sha256,
        tenant,
        user: 'ada',
        madeBy: 'person',
        expiresAt: '2026-03-01T08:01:30.000Z',
      }),
    ]);
    const hold = await home.held();
    const headers = { authorization: `Bearer ${token}` };
    expect((await home.send('GET', '/api/v1/holds', { headers })).status).toBe(200);
    home.pass((Date.parse('2026-03-01T08:01:30.000Z') - Date.parse(home.now())) / 1000);
    expect(expectProblem(await home.decide(hold, { headers, body: yes(hold) }), 401, 'Unauthorized').detail).toContain(
      'expired',
    );
    expect((await home.hold()).status).toBe('pending');
  });

  test.for(['nothing-like-it', 'a.b.c', '01KTEST000.0000000000', '%2e%2e%2f', 'tenant.META'])(
    'there is no hold %s',
    async (name) => {
      const home = await servedHome();
      const hold = await home.held();
      const answer = await home.send('POST', `/api/v1/holds/${name}/decision`, { as: 'ada', body: yes(hold) });
      expectProblem(answer, 404, 'NotFound');
    },
  );
});

describe('several answers at once', () => {
  test('of a yes and a no exactly one is taken, and it is what happens', async () => {
    const home = await servedHome();
    const hold = await home.held();
    const answers = await Promise.all([
      home.decide(hold, { as: 'ada', body: no(hold) }),
      home.decide(hold, { as: 'bob', body: yes(hold) }),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    for (const answer of answers.filter(({ status }) => status === 409)) expectProblem(answer, 409, 'Conflict');
    const [taken, ...others] = await decisionsIn(home, hold);
    expect(others).toEqual([]);
    const won = answers.find(({ status }) => status === 200)?.body;
    expect({ by: taken?.actor.id, verdict: taken?.detail.verdict }).toEqual({ by: won?.by, verdict: won?.status });
    const incident = await home.until('the end', () => ended(home));
    const approved = won?.status === 'approved';
    expect({ status: incident.status, applied: home.applied() }).toEqual(
      approved ? { status: 'recovered', applied: 1 } : { status: 'closed', applied: 0 },
    );
  });

  test('the same answer sent twice at the same moment is one answer and one run', async () => {
    const home = await servedHome();
    const hold = await home.held();
    const answers = await Promise.all([1, 2].map(() => home.decide(hold, { as: 'ada', body: yes(hold) })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    expect((await decisionsIn(home, hold)).length).toBe(1);
    expect((await home.until('the end', () => ended(home))).status).toBe('recovered');
    expect(home.applied()).toBe(1);
  });

  test('with an Idempotency-Key both hear the same, then and later; another answer under that key is judged by itself', async () => {
    const home = await servedHome();
    const hold = await home.held();
    const sent = { as: 'ada', body: yes(hold), headers: { 'idempotency-key': 'one-click' } } as const;
    const [first, second] = await Promise.all([home.decide(hold, sent), home.decide(hold, sent)]);
    expect(first).toMatchObject({ status: 200, body: { status: 'approved', by: 'ada' } });
    expect({ status: second.status, body: second.body }).toEqual({ status: first.status, body: first.body });
    await home.until('the end', () => ended(home));
    const later = await home.decide(hold, sent);
    expect({ status: later.status, body: later.body }).toEqual({ status: 200, body: first.body });
    // Without the key, under somebody else's name, or with another answer it is a new request, and too late.
    expectProblem(await home.decide(hold, { ...sent, headers: {} }), 409, 'Conflict');
    expectProblem(await home.decide(hold, { ...sent, as: 'bob' }), 409, 'Conflict');
    expectProblem(await home.decide(hold, { ...sent, body: no(hold) }), 409, 'Conflict');
    expect((await decisionsIn(home, hold)).length).toBe(1);
    expect(home.applied()).toBe(1);
  });
});

test('after its time a plan cannot be approved, and the incident goes to people', async () => {
  const home = await servedHome();
  const hold = await home.held();
  // To the very instant: what ends at noon is over at noon.
  home.pass((Date.parse(hold.expiresAt) - Date.parse(home.now())) / 1000);
  expect(home.now()).toBe(hold.expiresAt);
  expect((await home.send('GET', '/api/v1/holds', { as: 'ada' })).body.items).toEqual([]);
  const problem = expectProblem(await home.decide(hold, { as: 'ada', body: yes(hold) }), 409, 'Conflict');
  expect(problem.detail).toContain(hold.expiresAt);
  expect(problem.status_of_hold).toBe('expired');
  const incident = await home.until('the end', () => ended(home));
  expect(incident).toMatchObject({ status: 'escalated', reason: 'nobody decided in time' });
  expect(home.applied()).toBe(0);
  expect((await decisionsIn(home, hold)).length).toBe(0);
  expectProblem(await home.decide(hold, { as: 'ada', body: yes(hold) }), 409, 'Conflict');
});

test('a moment before its time it still can', async () => {
  const home = await servedHome();
  const hold = await home.held();
  home.pass((Date.parse(hold.expiresAt) - Date.parse(home.now())) / 1000 - 0.001);
  expect((await home.decide(hold, { as: 'ada', body: yes(hold) })).status).toBe(200);
  // The machine wakes later than the hold lives; the yes was given in time and counts.
  home.pass(1);
  expect((await home.until('the end', () => ended(home))).status).toBe('recovered');
});
