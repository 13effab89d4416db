import { describe, expect, onTestFinished, test } from 'vitest';
import { dynamoRecords } from '../../src/adapters/aws/dynamodb-records.ts';
import { openDatabase } from '../../src/adapters/local/database.ts';
import { sqliteRecords } from '../../src/adapters/local/records.ts';
import { Fault } from '../../src/contracts/fault.ts';
import { plusSeconds } from '../../src/contracts/instant.ts';
import type { Hold } from '../../src/contracts/remediation.ts';
import type { User } from '../../src/contracts/stored.ts';
import { holdName } from '../../src/core/incident/find-hold.ts';
import { verifyLog } from '../../src/core/ledger/chain.ts';
import { keys, partitionOf, prefixes } from '../../src/core/ledger/keys.ts';
import { load, loadAll, need } from '../../src/core/ledger/load.ts';
import { change, shapes, upsert } from '../../src/core/ledger/shapes.ts';
import type { Item, Ports, Records, Write } from '../../src/core/ports.ts';
import { decisions } from '../../src/core/routes/decisions.ts';
import { holdForApproval } from '../../src/core/steps/hold-for-approval.ts';
import { settleHold } from '../../src/core/steps/settle-hold.ts';
import { heldStage } from '../core/steps/stage.ts';
import { tenant } from '../home/home.ts';
import { interleaved, type Worker, workerOn } from './interleave.ts';
import { dynoxideMissing, startDynoxide } from './records-dynoxide.ts';

interface Store {
  readonly missing?: string | undefined;
  open(): Promise<Records>;
  /** Before which of its calls the second one stops, of so many: all, or where a call costs more, those about its write. */
  boundaries(calls: number): number[];
}
const stores: Record<string, Store> = {
  SQLite: {
    boundaries: (calls) => Array.from({ length: calls + 1 }, (_, call) => call),
    async open() {
      const database = openDatabase(':memory:');
      onTestFinished(() => database.close());
      return sqliteRecords(database);
    },
  },
  DynamoDB: {
    missing: dynoxideMissing,
    boundaries: (calls) => [0, calls - 1, calls],
    async open() {
      const dynamo = await startDynoxide();
      onTestFinished(dynamo.close);
      return dynamoRecords(dynamo);
    },
  },
};

/** A plan that waits for a yes, as the shipped machines put it there, to be laid anew into any store. */
async function arranged(records: Records) {
  const stage = await heldStage();
  const { hold, ports, incident } = stage;
  const pk = partitionOf(tenant, incident);
  const laid = await everything(ports.records, pk);
  const input = { tenant, incident, execution: 'of-the-test', remediation: hold.remediation };
  const personOf = (id: string): User => ({ id, tenant, roles: ['approver'], name: id });
  const decide = (id: string, verdict: 'approved' | 'rejected') => (held: Records) => {
    const person = personOf(id);
    const body = Buffer.from(JSON.stringify({ verdict, planHash: hold.planHash }));
    const headers = { 'content-type': 'application/json' };
    const request = { params: { hold: holdName(hold) }, query: {}, headers, body, person };
    return decisions.handle['decide-hold'](
      { records: held, clock: { now: () => hold.openedAt }, secrets: ports.secrets },
      request,
    );
  };
  return {
    hold,
    decide,
    /** An owner takes the role away, in one write. */
    lose: (id: string) => async (held: Records) => {
      const user = await need(held, shapes.user, keys.user(tenant, id), id);
      expect(await held.write([change(shapes.user, user, { ...user.value, roles: ['viewer'] })])).toEqual({ ok: true });
    },
    /** The machine's timer rang: nobody decided in time. */
    settle: (held: Records) =>
      settleHold.run({ ...ports, records: held } as Ports, { ...input, now: plusSeconds(hold.expiresAt, 1) }),
    /** The hold step once more, with a new token. */
    again: (held: Records) =>
      holdForApproval.run({ ...ports, records: held } as Ports, { ...input, now: hold.openedAt, token: 'a new token' }),
    async lay() {
      const stands = await everything(records, pk);
      if (stands.length > 0)
        await records.write(stands.map((item) => ({ remove: { pk, sk: item.sk }, when: item.rev })));
      expect(await records.write(laid.map((item) => ({ put: { ...item, rev: 1 }, when: 'absent' as const })))).toEqual({
        ok: true,
      });
      for (const id of ['ada', 'bob']) {
        const key = keys.user(tenant, id);
        await records.write([upsert(shapes.user, key, await load(records, shapes.user, key), personOf(id))]);
      }
    },
    async outcome() {
      const log = (await loadAll(records, shapes.log, pk, prefixes.log)).map(({ value }) => value);
      const head = (await load(records, shapes.logHead, keys.logHead(tenant, incident)))?.value;
      expect(verifyLog({ tenant, incident, entries: log, head })).toMatchObject({ ok: true });
      return {
        hold: (await need(records, shapes.hold, keys.hold(tenant, incident, hold.id), 'hold')).value,
        proposal: (await need(records, shapes.proposal, keys.proposal(tenant, incident, hold.proposal), 'proposal'))
          .value,
        decisions: (await loadAll(records, shapes.decision, pk, prefixes.decision)).map(({ value }) => value),
        logged: log.filter((entry) => entry.event === 'decision_made').map((entry) => entry.actor.id),
        callbacks: (await loadAll(records, shapes.outbox, pk, prefixes.outbox)).map(({ value }) => value),
      };
    },
  };
}
type Arranged = Awaited<ReturnType<typeof arranged>>;

async function everything(records: Records, pk: string): Promise<Item[]> {
  const { items, cursor } = { cursor: undefined, ...(await records.query({ pk, limit: 1000 })) };
  if (cursor !== undefined) throw new Error('more than a page');
  return items;
}

/** How many calls each makes when nobody disturbs it: so many boundaries there are. */
async function callsOf(records: Records, on: Arranged, work: (held: Records) => Promise<unknown>): Promise<number> {
  await on.lay();
  const worker = workerOn(records, work);
  let calls = 0;
  while (await worker.step()) calls++;
  expect(await worker.end()).toHaveProperty('value');
  return calls;
}

/** Every pair of boundaries, each on a plan laid anew. */
async function everyWay<A, B>(
  [store, records, on]: readonly [Store, Records, Arranged],
  works: readonly [(held: Records) => Promise<A>, (held: Records) => Promise<B>],
  judge: (ends: [Awaited<ReturnType<Worker<A>['end']>>, Awaited<ReturnType<Worker<B>['end']>>]) => Promise<string>,
): Promise<Set<string>> {
  const calls = [await callsOf(records, on, works[0]), await callsOf(records, on, works[1])] as const;
  const seen = new Set<string>();
  for (let first = 0; first <= calls[0]; first++)
    for (const second of store.boundaries(calls[1])) {
      await on.lay();
      const pair = [workerOn(records, works[0]), workerOn(records, works[1])] as const;
      const ends = await interleaved(pair, [first, second]);
      seen.add(await judge(ends).catch((cause) => Promise.reject(new Error(`at ${first} and ${second}`, { cause }))));
    }
  return seen;
}

describe.for(Object.entries(stores))('decisions at the same time on %s', ([, store]) => {
  describe.skipIf(store.missing !== undefined)(store.missing ?? 'interleaved at every boundary', () => {
    test.for(['rejected', 'approved'] as const)(
      'a yes and another answer: %s',
      { timeout: 120_000 },
      async (second) => {
        const records = await store.open();
        const on = await arranged(records);
        const works = [on.decide('ada', 'approved'), on.decide('bob', second)] as const;
        const winners = await everyWay([store, records, on], works, async (ends) => {
          const won = ends.map((end) => 'value' in end);
          expect(won.filter(Boolean)).toHaveLength(1);
          const [winner, verdict] = won[0] ? (['ada', 'approved'] as const) : (['bob', second] as const);
          const loser = ends.find((end) => 'thrown' in end);
          expect(loser).toMatchObject({ thrown: expect.any(Fault) });
          expect(loser).toMatchObject({
            thrown: { word: 'Conflict', message: expect.stringContaining('already decided') },
          });
          await decidedOnce(on, winner, verdict);
          return winner;
        });
        expect([...winners].sort(), 'either may be first').toEqual(['ada', 'bob']);
      },
    );

    test('a yes and the end of its time: what the machine is told is what stands', { timeout: 60_000 }, async () => {
      const records = await store.open();
      const on = await arranged(records);
      const works = [on.decide('ada', 'approved'), on.settle] as const;
      const verdicts = await everyWay([store, records, on], works, async ([yes, settled]) => {
        if (!('value' in settled)) throw settled.thrown;
        const { verdict } = settled.value;
        const { hold, decisions: given, callbacks } = await on.outcome();
        expect(hold).toMatchObject({ status: verdict, settled: true });
        expect('value' in yes).toBe(verdict === 'approved');
        expect(given).toHaveLength(verdict === 'approved' ? 1 : 0);
        expect(callbacks, 'its work is done').toEqual([]);
        return verdict;
      });
      expect([...verdicts].sort()).toEqual(['approved', 'expired']);
    });

    test('a yes and the loss of the role it needs: nobody decides with a role they have lost', {
      timeout: 60_000,
    }, async () => {
      const plain = await store.open();
      const committed: string[] = [];
      const records: Records = {
        ...plain,
        async write(writes) {
          const result = await plain.write(writes);
          if (result.ok) committed.push(...writes.flatMap((write) => ('put' in write ? [write.put.type] : [])));
          return result;
        },
      };
      const on = await arranged(records);
      const works = [on.decide('ada', 'approved'), on.lose('ada')] as const;
      const ends = await everyWay([store, records, on], works, async ([yes, lost]) => {
        expect(lost).toHaveProperty('value');
        const order = committed.splice(0).filter((type) => type === 'DECN' || type === 'USER');
        const decided = 'value' in yes;
        expect(order.slice(-2)).toEqual(decided ? ['DECN', 'USER'] : expect.not.arrayContaining(['DECN']));
        if (!decided) expect(yes).toMatchObject({ thrown: { word: 'Forbidden' } });
        return decided ? 'decided' : 'refused';
      });
      expect([...ends].sort(), 'either may be first').toEqual(['decided', 'refused']);
    });

    test('a yes and the hold step again: the new token is called', { timeout: 60_000 }, async () => {
      const records = await store.open();
      const on = await arranged(records);
      await everyWay([store, records, on], [on.decide('ada', 'approved'), on.again], async ([yes, again]) => {
        expect(yes).toHaveProperty('value');
        expect(again).toHaveProperty('value');
        const { hold } = await decidedOnce(on, 'ada', 'approved');
        expect(hold).toMatchObject({ generation: 2, settled: false });
        expect(hold.sealedToken).not.toBe(on.hold.sealedToken);
        return 'called';
      });
    });
  });
});

test('the crime: a store that lets the later write win is caught', async () => {
  const store = stores.SQLite as Store;
  const strict = await store.open();
  const careless: Records = {
    ...strict,
    async write(writes) {
      const now: Write[] = [];
      for (const write of writes) {
        const key = 'put' in write ? write.put : 'remove' in write ? write.remove : write.check;
        const found = await strict.get(key);
        if ('put' in write) {
          const rev = (found?.rev ?? 0) + 1;
          now.push({ put: { ...write.put, rev }, when: found?.rev ?? 'absent' });
        } else if ('remove' in write && found !== undefined) now.push({ remove: write.remove, when: found.rev });
      }
      return strict.write(now);
    },
  };
  const on = await arranged(careless);
  const works = [on.decide('ada', 'approved'), on.decide('bob', 'rejected')] as const;
  const judged = everyWay([store, careless, on], works, async (ends) => {
    expect(ends.filter((end) => 'value' in end)).toHaveLength(1);
    return 'one';
  });
  await expect(judged).rejects.toThrow(/^at \d+ and \d+$/);
});

async function decidedOnce(on: Arranged, winner: string, verdict: 'approved' | 'rejected'): Promise<{ hold: Hold }> {
  const { hold, proposal, decisions: given, logged, callbacks } = await on.outcome();
  expect(hold.status).toBe(verdict);
  expect(hold.approvals).toEqual(verdict === 'approved' ? [winner] : []);
  expect(proposal.status).toBe(verdict);
  expect(given).toMatchObject([{ by: winner, verdict }]);
  expect(logged).toEqual([winner]);
  expect(callbacks).toMatchObject([{ kind: 'callback', hold: hold.id }]);
  return { hold };
}
