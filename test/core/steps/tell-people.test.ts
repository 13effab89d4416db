import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/contracts/fault.ts';
import { secondsBetween } from '../../../src/contracts/instant.ts';
import type { Notice, Outbox } from '../../../src/contracts/stored.ts';
import { readLink } from '../../../src/core/approvals/link.ts';
import { keys, partitionOf, prefixes } from '../../../src/core/ledger/keys.ts';
import { load, loadAll, need } from '../../../src/core/ledger/load.ts';
import { change, create, remove, shapes } from '../../../src/core/ledger/shapes.ts';
import type { Letter, Mail } from '../../../src/core/ports.ts';
import { deliverOutbox } from '../../../src/core/steps/deliver-outbox.ts';
import { holdForApproval } from '../../../src/core/steps/hold-for-approval.ts';
import { addressOf, ended, hookSecret, type PersonName, siteUrl, tenant } from '../../home/home.ts';
import { heldStage, type Stage } from './stage.ts';

const everybody: readonly PersonName[] = ['owner', 'ada', 'bob', 'vera'];
const down: Mail['send'] = async () => {
  throw new Fault('Unavailable', 'no mail server', 'It is a test.');
};
const stageOf = (mail?: Mail['send'], reachable = everybody) => heldStage({ reachable, ...(mail && { mail }) });

const asks = (letters: readonly Letter[]) => letters.filter(({ text }) => text.includes('/decide#'));
const endings = (letters: readonly Letter[]) => letters.filter(({ text }) => !text.includes('/decide#'));
const toWhom = (letters: readonly Letter[]) => letters.map(({ to }) => to).toSorted();
const linkIn = (letter: Letter | undefined): string => /\/decide#(\S+)/.exec(letter?.text ?? '')?.[1] ?? '';
const noticesOf = async (stage: Stage): Promise<Notice[]> =>
  (
    await loadAll(
      stage.ports.records,
      shapes.notice,
      partitionOf(tenant, stage.incident),
      prefixes.notice(stage.hold.id),
    )
  ).map(({ value }) => value);
const asked = async (stage: Stage) => (await stage.outbox()).filter((row) => row.kind === 'ask');
const said = async (stage: Stage) =>
  (await stage.home.log(stage.incident))
    .filter(({ event }) => /asked|notice/.test(event))
    .map(({ event, detail }) => ({ event, ...detail }));
/** Lets a minute pass, and whatever is then due happen. */
const minutes = async (stage: Stage, count: number) => {
  for (let minute = 0; minute < count; minute++) {
    stage.home.pass(60);
    await stage.home.settle();
  }
};
const admit = (stage: Stage, id: string) =>
  stage.ports.records.write([
    create(shapes.user, keys.user(tenant, id), { id, tenant, roles: ['approver'], name: id, mail: addressOf(id) }),
  ]);
/** The machine comes by again with a new token, as after a retry or a look at what has resolved. */
const putAgain = async (stage: Stage) => {
  await holdForApproval.run(stage.ports, { ...stage.input(), token: `token at ${stage.home.now()}` });
  await stage.home.settle();
};

describe('a hold opens', () => {
  test('whoever may decide and can be written to gets one letter with a link of their own', async () => {
    const stage = await stageOf();
    const { mailbox } = stage.home;
    expect(toWhom(mailbox)).toEqual(['ada@example.com', 'bob@example.com', 'owner@example.com']);
    for (const letter of mailbox) {
      expect(letter.text).toContain(`${siteUrl}/decide#`);
      const read = readLink(linkIn(letter), [hookSecret], stage.home.now());
      expect(read).toMatchObject({
        is: 'genuine',
        link: {
          tenant,
          incident: stage.incident,
          hold: stage.hold.id,
          approver: letter.to.split('@')[0],
          planHash: stage.hold.planHash,
          expiresAt: stage.hold.expiresAt,
        },
      });
    }
    expect(new Set(mailbox.map(linkIn)).size).toBe(3);
    expect(new Set(mailbox.map(({ id }) => id)).size).toBe(3);
    expect(await asked(stage)).toEqual([]);
    expect(await said(stage)).toEqual([{ event: 'people_asked', users: ['ada', 'bob', 'owner'] }]);
    expect(stage.home.complaints).toEqual([]);
  });

  test.for<[string, readonly PersonName[], Mail['send'] | undefined, RegExp]>([
    ['nobody has an address', [], undefined, /mail address/],
    ['only somebody who may not decide has one', ['vera'], undefined, /mail address/],
    ['this home sends no mail', everybody, async () => 'off', /no mail/],
  ])('%s: that is said once, and the plan waits all the same', async ([, reachable, mail, why]) => {
    const stage = await stageOf(mail, reachable);
    await putAgain(stage);
    await minutes(stage, 5);
    expect(stage.home.mailbox).toEqual([]);
    expect(await said(stage)).toEqual([{ event: 'nobody_asked', why: expect.stringMatching(why) }]);
    expect(await asked(stage)).toEqual([]);
    await stage.approve();
    expect((await stage.home.until('the end', () => ended(stage.home))).status).toBe('recovered');
    expect(stage.home.complaints).toEqual([]);
  });

  test('put again, nobody is asked again, but whoever may decide since', async () => {
    const stage = await stageOf();
    for (let time = 0; time < 3; time++) await putAgain(stage);
    expect(stage.home.mailbox).toHaveLength(3);
    await admit(stage, 'cy');
    await putAgain(stage);
    expect(toWhom(stage.home.mailbox.slice(3))).toEqual(['cy@example.com']);
    expect((await said(stage)).map(({ event }) => event)).toEqual(['people_asked', 'people_asked']);
  });

  test('the row carried out again, and by several at once, sends nothing twice', async () => {
    const stage = await stageOf();
    const row: Outbox = {
      kind: 'ask',
      id: 'again',
      tenant,
      incident: stage.incident,
      at: stage.home.now(),
      hold: stage.hold.id,
    };
    await admit(stage, 'cy');
    await stage.ports.records.write([create(shapes.outbox, keys.outbox(tenant, stage.incident, row.id), row)]);
    const told = await Promise.all(
      [1, 2, 3, 4].map(() => deliverOutbox.run(stage.ports, { tenant, incident: stage.incident, id: row.id })),
    );
    expect(told.filter((it) => it.told === 'told')).toHaveLength(1);
    expect(toWhom(stage.home.mailbox.slice(3))).toEqual(['cy@example.com']);
  });

  test('a person who was put out meanwhile is not written to, whatever the index still shows', async () => {
    const stage = await stageOf(down);
    const bob = await need(stage.ports.records, shapes.user, keys.user(tenant, 'bob'), 'bob');
    const ada = await need(stage.ports.records, shapes.user, keys.user(tenant, 'ada'), 'ada');
    const stale = await stage.ports.records.browse({ list: `${tenant}#USERS` });
    await stage.ports.records.write([
      remove(bob),
      change(shapes.user, ada, { ...ada.value, roles: ['viewer'], mail: addressOf('ada') }),
    ]);
    const [row] = await asked(stage);
    const ports = {
      ...stage.ports,
      clock: { now: () => '2026-03-01T09:00:00.000Z' },
      records: { ...stage.ports.records, browse: async () => stale },
      mail: { send: async (letter: Letter) => (letters.push(letter) > 0 ? ('sent' as const) : ('off' as const)) },
    };
    const letters: Letter[] = [];
    await deliverOutbox.run(ports, { tenant, incident: stage.incident, id: row?.id ?? '' });
    expect(toWhom(letters)).toEqual(['owner@example.com']);
  });

  test('a plan made anew asks anew, and tells that the first question is over', async () => {
    const stage = await stageOf();
    await stage.rewriteHold({ status: 'superseded', settled: true });
    const other = { ...stage.hold, id: 'another-hold-of-it', planHash: 'ab'.repeat(32) };
    const key = keys.hold(tenant, stage.incident, other.id);
    const row: Outbox = {
      kind: 'ask',
      id: 'r',
      tenant,
      incident: stage.incident,
      at: stage.home.now(),
      hold: other.id,
    };
    await stage.ports.records.write([
      create(shapes.hold, key, other),
      create(shapes.outbox, keys.outbox(tenant, stage.incident, 'r'), row),
    ]);
    await stage.home.settle();
    const fresh = asks(stage.home.mailbox).slice(3);
    expect(toWhom(fresh)).toEqual(['ada@example.com', 'bob@example.com', 'owner@example.com']);
    for (const letter of fresh)
      expect(stage.home.mailbox.filter((it) => linkIn(it) === linkIn(letter))).toHaveLength(1);
  });
});

describe('mail that is not taken', () => {
  test('a server that is gone: the row stays, is tried at growing distances, and says so once', async () => {
    const times: string[] = [];
    let stage: Stage | undefined;
    let gone = true;
    stage = await stageOf(async () => {
      times.push(stage?.home.now() ?? 'first');
      return gone ? down({} as Letter) : 'sent';
    });
    await minutes(stage, 60);
    const tries = times.filter((time, at) => time !== 'first' && time !== times[at - 1]);
    const distances = tries.slice(1).map((time, at) => secondsBetween(tries[at] ?? '', time));
    expect(distances.length).toBeGreaterThan(3);
    for (const [at, distance] of distances.entries())
      expect(distance, `${distances}`).toBeGreaterThanOrEqual(distances[at - 1] ?? 60);
    expect(Math.max(...distances)).toBeLessThanOrEqual(960);
    // Two in a row are enough to know: nobody waits for the third.
    expect(times.length).toBe(2 * (tries.length + 1));
    expect(await said(stage)).toEqual([{ event: 'notice_delayed', why: 'Unavailable' }]);
    expect(stage.home.complaints.length).toBe(tries.length + 1);
    expect((await stage.storedHold()).value.status).toBe('pending');

    gone = false;
    await minutes(stage, 20);
    expect(toWhom(stage.home.mailbox)).toEqual(['ada@example.com', 'bob@example.com', 'owner@example.com']);
    expect(await asked(stage)).toEqual([]);
    expect((await said(stage)).at(-1)).toEqual({ event: 'people_asked', users: ['ada', 'bob', 'owner'] });
  });

  test('nothing else waits for it: the plan is decided, runs and recovers, and then there is nobody to tell', async () => {
    const stage = await stageOf(down);
    await stage.approve();
    expect((await stage.home.until('the end', () => ended(stage.home))).status).toBe('recovered');
    await minutes(stage, 3);
    expect(stage.home.mailbox).toEqual([]);
    expect(await asked(stage)).toEqual([]);
  });

  test('a server that hangs holds up no other work of the outbox', async () => {
    const never = new Promise<never>(() => undefined);
    const stage = await heldStage({
      reachable: everybody,
      mail: () => never,
      hangs: true,
    });
    await stage.approve();
    expect((await stage.home.until('the end', () => ended(stage.home))).status).toBe('recovered');
  });

  test('one address that fails for now holds up nobody; only it is tried again', async () => {
    const stage = await stageOf(async ({ to }) => (to.startsWith('ada@') ? down({} as Letter) : 'sent'));
    expect(toWhom(stage.home.mailbox)).toEqual(['bob@example.com', 'owner@example.com']);
    await minutes(stage, 10);
    expect(toWhom(stage.home.mailbox)).toEqual(['bob@example.com', 'owner@example.com']);
    expect(await asked(stage)).toHaveLength(1);
  });

  test('an address that is refused for good is said, without naming it, and never tried again', async () => {
    let tried = 0;
    const stage = await stageOf(async ({ to }) => {
      if (!to.startsWith('ada@')) return 'sent';
      tried += 1;
      return 'refused';
    });
    await putAgain(stage);
    await minutes(stage, 5);
    expect(tried).toBe(1);
    expect(toWhom(stage.home.mailbox)).toEqual(['bob@example.com', 'owner@example.com']);
    expect(await said(stage)).toEqual([
      { event: 'notice_refused', user: 'ada', letter: 'ask' },
      { event: 'people_asked', users: ['bob', 'owner'] },
    ]);
    expect(JSON.stringify(await stage.home.log(stage.incident))).not.toContain('@example.com');
    // She is not told of an end she never heard the beginning of.
    await stage.reject();
    await stage.home.settle();
    expect(tried).toBe(1);
  });

  test('without a key no link is signed and no letter sent; with one they go out', async () => {
    let keys: string[] = [];
    const stage = await heldStage({
      reachable: everybody,
      around: (ports) => ({
        ...ports,
        secrets: { read: async (name) => (name === 'links' ? keys : ports.secrets.read(name)) },
      }),
    });
    expect(stage.home.mailbox).toEqual([]);
    expect(stage.home.complaints.join()).toContain('links');
    keys = ['a key that came a little later'];
    await minutes(stage, 5);
    expect(stage.home.mailbox).toHaveLength(3);
  });

  test('a defect is thrown as one, and the row waits a minute all the same', async () => {
    const stage = await stageOf(async () => {
      throw new TypeError('of the test');
    });
    const before = stage.home.complaints.length;
    expect(stage.home.complaints.join()).toContain('of the test');
    stage.home.pass(30);
    await stage.home.settle();
    expect(stage.home.complaints.length).toBe(before);
    expect(await asked(stage)).toMatchObject([{ tries: 1 }]);
  });
});

describe('it ends without them', () => {
  test.for<[string, (stage: Stage) => Promise<unknown>, RegExp, readonly string[]]>([
    ['somebody else says yes', (stage) => stage.approve(), /ada approved it/, ['bob', 'owner']],
    ['somebody else says no', (stage) => stage.reject(), /ada rejected it/, ['bob', 'owner']],
    [
      'nobody decides in time',
      async (stage) => {
        stage.home.pass(secondsBetween(stage.home.now(), stage.hold.expiresAt) + 61);
        return stage.home.until('the end', () => ended(stage.home));
      },
      /Nobody decided by/,
      ['ada', 'bob', 'owner'],
    ],
  ])('%s', async ([, end, says, whom]) => {
    const stage = await stageOf();
    await end(stage);
    await stage.home.settle();
    const letters = endings(stage.home.mailbox);
    expect(toWhom(letters)).toEqual(whom.map(addressOf));
    for (const letter of letters) expect(letter.text).toMatch(says);
    await minutes(stage, 3);
    expect(endings(stage.home.mailbox)).toHaveLength(whom.length);
    expect(await asked(stage)).toEqual([]);
    expect((await noticesOf(stage)).filter(({ toldAt }) => toldAt !== undefined).map(({ user }) => user)).toEqual(whom);
  });

  test('whoever was never asked is told nothing', async () => {
    const stage = await stageOf();
    await admit(stage, 'cy');
    await stage.reject();
    await stage.home.settle();
    expect(toWhom(endings(stage.home.mailbox))).toEqual(['bob@example.com', 'owner@example.com']);
  });

  test('decided before anybody could be written to: no letter asks for what is over', async () => {
    let first = true;
    const answers: string[] = [];
    const stage = await stageOf(async ({ to, text }) => {
      answers.push(`${to} ${text.includes('/decide#') ? 'ask' : 'ended'}`);
      return first ? down({} as Letter) : 'sent';
    });
    first = false;
    answers.length = 0;
    await stage.approve();
    await stage.home.settle();
    await minutes(stage, 3);
    expect(answers).toEqual([]);
  });

  test('between two letters somebody decides: the rest is not asked, and the first is told', async () => {
    let stage: Stage | undefined;
    const letters: string[] = [];
    const held = await heldStage({ reachable: [] });
    stage = held;
    for (const id of ['ada', 'bob', 'owner']) {
      const user = await need(held.ports.records, shapes.user, keys.user(tenant, id), id);
      await held.ports.records.write([change(shapes.user, user, { ...user.value, mail: addressOf(id) })]);
    }
    const row: Outbox = {
      kind: 'ask',
      id: 'r',
      tenant,
      incident: held.incident,
      at: held.home.now(),
      hold: held.hold.id,
    };
    await held.ports.records.write([create(shapes.outbox, keys.outbox(tenant, held.incident, 'r'), row)]);
    const ports = {
      ...held.ports,
      mail: {
        async send({ to }: Letter) {
          letters.push(to);
          await stage?.home.decide(held.hold, {
            as: 'bob',
            body: { verdict: 'rejected', planHash: held.hold.planHash },
          });
          return 'sent' as const;
        },
      },
    };
    expect(await deliverOutbox.run(ports, { tenant, incident: held.incident, id: 'r' })).toEqual({ told: 'later' });
    expect(letters).toEqual(['ada@example.com']);
    await minutes(held, 3);
    expect(toWhom(held.home.mailbox)).toEqual(['ada@example.com']);
    expect(held.home.mailbox[0]?.text).toContain('bob rejected it');
  });

  test('a mail server that stays away is not waited for without end', async () => {
    let tries = 0;
    let gone = false;
    const stage = await stageOf(async () => {
      if (!gone) return 'sent';
      tries += 1;
      return down({} as Letter);
    });
    gone = true;
    await stage.reject();
    await minutes(stage, 120);
    expect(tries).toBeGreaterThan(2);
    expect(tries).toBeLessThanOrEqual(12);
    expect(await asked(stage)).toEqual([]);
  });
});

test('a row about a hold that is gone ends', async () => {
  const stage = await heldStage();
  const row: Outbox = { kind: 'ask', id: 'r', tenant, incident: stage.incident, at: stage.home.now(), hold: 'gone' };
  const key = keys.outbox(tenant, stage.incident, 'r');
  await stage.ports.records.write([create(shapes.outbox, key, row)]);
  expect(await deliverOutbox.run(stage.ports, { tenant, incident: stage.incident, id: 'r' })).toEqual({ told: 'told' });
  expect(await load(stage.ports.records, shapes.outbox, key)).toBeUndefined();
});
