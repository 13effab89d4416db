import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoRecords } from '../../../src/adapters/aws/dynamodb-records.ts';
import { liveLimits } from '../../../src/contracts/live.ts';
import { keys } from '../../../src/core/ledger/keys.ts';
import { load } from '../../../src/core/ledger/load.ts';
import { remove, shapes } from '../../../src/core/ledger/shapes.ts';
import { forgetConnections } from '../../../src/core/live/forget-connections.ts';
import { liveDefault } from '../../../src/core/steps/live-default.ts';
import { liveDisconnect } from '../../../src/core/steps/live-disconnect.ts';
import { sweep } from '../../../src/core/steps/sweep.ts';
import { dynoxideMissing, type LocalDynamo, startDynoxide } from '../../contract/records-dynoxide.ts';
import { wordOf } from '../../contract/records-material.ts';
import { liveStage, tenant, unused } from './stage.ts';

describe('a ticket', () => {
  test('opens one connection for its person in its tenant, for two hours', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    const opened = await stage.connect('c1', await stage.ticketFor('ada'));
    expect(opened).toEqual({ tenant, user: 'ada', until: '2026-03-01T10:00:00.000Z' });
    expect(await stage.listed()).toEqual(['c1']);
  });

  test('used twice is refused, and the connection it opened stays', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    const ticket = await stage.ticketFor('ada');
    await stage.connect('c1', ticket);
    expect(await wordOf(stage.connect('c2', ticket))).toBe('Unauthorized');
    expect(await stage.listed()).toEqual(['c1']);
  });

  test('is good for a minute', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    const [first, second] = [await stage.ticketFor('ada'), await stage.ticketFor('ada')];
    stage.pass(59);
    await stage.connect('c1', first);
    stage.pass(1);
    expect(await wordOf(stage.connect('c2', second))).toBe('Unauthorized');
  });

  test('of another tenant opens the other tenant, and nothing here', async () => {
    const stage = liveStage();
    await stage.admit('eve', ['owner'], 'globex');
    await stage.connect('c1', await stage.ticketFor('eve', 'globex'));
    expect(await stage.listed()).toEqual([]);
    expect(await stage.listed('globex')).toEqual(['c1']);
  });

  test('of somebody who has lost every role meanwhile, or is gone, is Forbidden', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['approver']);
    const [first, second] = [await stage.ticketFor('ada'), await stage.ticketFor('ada')];
    await stage.admit('ada', []);
    expect(await wordOf(stage.connect('c1', first))).toBe('Forbidden');
    const user = await load(stage.records, shapes.user, keys.user(tenant, 'ada'));
    if (user !== undefined) await stage.records.write([remove(user)]);
    expect(await wordOf(stage.connect('c1', second))).toBe('Forbidden');
    expect(await stage.listed()).toEqual([]);
  });

  test('is kept as a hash only, and nobody finds one by what is stored', async () => {
    const stage = liveStage();
    const ticket = await stage.ticketFor('ada');
    const { items } = await stage.records.browse({ list: `${tenant}#TICKETS` });
    expect(items).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain(ticket);
    expect(await wordOf(stage.connect('c1', String(items[0]?.body.sha256)))).toBe('Unauthorized');
  });

  test('whatever comes in its place is Unauthorized, and changes nothing', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    const untouched = { ...stage.records, write: () => expect.fail('it wrote') };
    const other = { ...liveStage(untouched), records: untouched };
    await fc.assert(
      fc.asyncProperty(fc.option(fc.oneof(fc.string(), fc.base64String()), { nil: undefined }), async (ticket) => {
        expect(await wordOf(other.connect('c1', ticket))).toBe('Unauthorized');
      }),
    );
  });

  test('nobody used is forgotten by the sweep when its time is over, and not before', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    await stage.ticketFor('ada');
    stage.pass(30);
    const late = await stage.ticketFor('ada');
    stage.pass(31);
    const ports = { ...unused, ...stage.ports };
    await sweep.run(ports, { tenant });
    expect((await stage.records.browse({ list: `${tenant}#TICKETS` })).items).toHaveLength(1);
    await stage.connect('c1', late);
    stage.pass(120);
    await sweep.run(ports, { tenant });
    expect((await stage.records.browse({ list: `${tenant}#TICKETS` })).items).toEqual([]);
  });
});

describe('how many', () => {
  test('a person has ten windows, and another one when one is closed', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    await stage.admit('bob', ['viewer']);
    for (let n = 0; n < liveLimits.perPerson; n++) await stage.watching('ada', `a${n}`);
    const kept = await stage.ticketFor('ada');
    expect(await wordOf(stage.connect('one-more', kept))).toBe('Exhausted');
    await stage.watching('bob', 'b0');
    await liveDisconnect.run(stage.ports, { connection: 'a4' });
    // A ticket that was refused for that is not used up.
    await stage.connect('one-more', kept);
    expect(await stage.listed()).toHaveLength(liveLimits.perPerson + 1);
  });

  test('a tenant has two hundred; another tenant does not feel it', async () => {
    const stage = liveStage();
    for (let n = 0; n < liveLimits.perTenant; n++) {
      const id = `p${n % 25}`;
      await stage.admit(id, ['viewer']);
      await stage.watching(id, `c${n}`);
    }
    await stage.admit('late', ['owner']);
    await stage.admit('eve', ['owner'], 'globex');
    expect(await wordOf(stage.watching('late', 'c-late'))).toBe('Exhausted');
    await stage.watching('eve', 'c-eve', 'globex');
  });

  test('one that is over leaves its place, whether or not anybody said so', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    for (let n = 0; n < liveLimits.perPerson; n++) await stage.watching('ada', `a${n}`);
    stage.pass(liveLimits.connectionSeconds);
    for (let n = 0; n < liveLimits.perPerson; n++) await stage.watching('ada', `b${n}`);
    expect(await stage.listed()).toEqual(Array.from({ length: liveLimits.perPerson }, (_, n) => `b${n}`));
    // The late news of the old ones' end takes nothing from the new ones.
    for (let n = 0; n < liveLimits.perPerson; n++) await liveDisconnect.run(stage.ports, { connection: `a${n}` });
    expect(await stage.listed()).toHaveLength(liveLimits.perPerson);
  });
});

describe('the end of a connection', () => {
  test('is noted once; what is not known is no failure', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    await stage.watching('ada', 'c1');
    expect(await liveDisconnect.run(stage.ports, { connection: 'c1' })).toEqual({ ended: true });
    expect(await liveDisconnect.run(stage.ports, { connection: 'c1' })).toEqual({ ended: false });
    expect(await liveDisconnect.run(stage.ports, { connection: 'nobody' })).toEqual({ ended: false });
    expect(await stage.listed()).toEqual([]);
  });

  test('of all, when whoever held them begins anew', async () => {
    const stage = liveStage();
    await stage.admit('ada', ['viewer']);
    for (const connection of ['c1', 'c2', 'c3']) await stage.watching('ada', connection);
    await forgetConnections(stage.records, tenant);
    expect(await stage.listed()).toEqual([]);
    expect(await stage.records.get(keys.socket('c2'))).toBeUndefined();
  });
});

describe('what a client says', () => {
  test('that it is there is heard and answered', async () => {
    const stage = liveStage();
    expect(await liveDefault.run(stage.ports, { connection: 'c1', text: 'ping' })).toEqual({ closed: false });
    expect(stage.pushed).toEqual([{ connection: 'c1', frame: 'pong' }]);
    expect(stage.closed).toEqual([]);
  });

  test('anything else ends the connection', async () => {
    const stage = liveStage();
    await fc.assert(
      fc.asyncProperty(fc.option(fc.string({ maxLength: 5000 }), { nil: undefined }), async (text) => {
        fc.pre(text !== 'ping');
        expect(await liveDefault.run(stage.ports, { connection: 'c1', text })).toEqual({ closed: true });
      }),
    );
    expect(new Set(stage.closed)).toEqual(new Set(['c1']));
  });
});

describe('all at once', () => {
  const once = async (stage: ReturnType<typeof liveStage>) => {
    await stage.admit('ada', ['viewer']);
    const ticket = await stage.ticketFor('ada');
    const words = await Promise.all(Array.from({ length: 8 }, (_, n) => wordOf(stage.connect(`c${n}`, ticket))));
    // A store may ask to come again; what it never says is yes to two.
    expect(words.filter((word) => word === 'no fault')).toHaveLength(1);
    expect(words.filter((word) => !['no fault', 'Unauthorized', 'Contended'].includes(word))).toEqual([]);
    expect(await stage.listed()).toHaveLength(1);
  };
  const bounded = async (stage: ReturnType<typeof liveStage>) => {
    await stage.admit('bob', ['viewer']);
    const tickets = await Promise.all(Array.from({ length: 14 }, () => stage.ticketFor('bob')));
    const words = await Promise.all(tickets.map((ticket, n) => wordOf(stage.connect(`b${n}`, ticket))));
    const opened = words.filter((word) => word === 'no fault').length;
    expect(opened).toBeGreaterThan(0);
    expect(opened).toBeLessThanOrEqual(liveLimits.perPerson);
    expect((await stage.listed()).filter((name) => name.startsWith('b'))).toHaveLength(opened);
  };

  test('one ticket opens one connection: SQLite', () => once(liveStage()));
  test('and a person never has more than ten: SQLite', () => bounded(liveStage()));

  describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'DynamoDB', () => {
    let dynamo: LocalDynamo;
    beforeAll(async () => {
      dynamo = await startDynoxide();
    });
    afterAll(() => dynamo.close());
    test('one ticket opens one connection', () => once(liveStage(dynamoRecords(dynamo))));
    test('and a person never has more than ten', () => bounded(liveStage(dynamoRecords(dynamo))));
  });
});

test('a ticket made for something else does not open the line', async () => {
  const stage = liveStage();
  await stage.admit('ada', ['viewer']);
  const ticket = await stage.ticketFor('ada');
  const { items } = await stage.records.browse({ list: `${tenant}#TICKETS` });
  const item = items[0];
  if (item === undefined) throw new Error('no ticket was stored');
  // As a later build may write it: this one does not know the purpose, and takes it for none of its own.
  await stage.records.write([{ put: { ...item, rev: 2, body: { ...item.body, purpose: 'sign-in' } }, when: 1 }]);
  await expect(stage.connect('c1', ticket)).rejects.toThrow();
  expect(await stage.listed()).toEqual([]);
});
