import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/local/database.ts';
import { sqliteRecords } from '../../../src/adapters/local/records.ts';
import type { LogDraft } from '../../../src/contracts/log.ts';
import type { Stop } from '../../../src/contracts/stored.ts';
import { verifyChain } from '../../../src/core/ledger/chain.ts';
import { commit, commitSomewhere } from '../../../src/core/ledger/commit.ts';
import { keys, partitionOf, prefixes } from '../../../src/core/ledger/keys.ts';
import { load, loadAll } from '../../../src/core/ledger/load.ts';
import { change, create, shapes } from '../../../src/core/ledger/shapes.ts';
import type { Records } from '../../../src/core/ports.ts';

const place = { tenant: 'default', incident: '01KTEST' };
const note = (about: string): LogDraft => ({
  at: '2026-03-01T08:00:00.000Z',
  actor: { kind: 'system', id: 'sweep' },
  event: 'alert_joined',
  about,
  detail: {},
});
function store(): Records {
  const database = openDatabase(':memory:');
  onTestFinished(() => database.close());
  return sqliteRecords(database);
}
const logOf = async (records: Records) =>
  (await loadAll(records, shapes.log, partitionOf(place.tenant, place.incident), prefixes.log)).map(
    ({ value }) => value,
  );
/** Lets somebody else's commit slip in before each of the first `times` writes. */
const contested = (records: Records, times: number): { records: Records; intruded: () => number } => {
  let intruded = 0;
  return {
    intruded: () => intruded,
    records: {
      ...records,
      async write(writes) {
        if (intruded < times) {
          intruded += 1;
          await commit(records, place, async () => ({ output: null, log: [note(`intruder ${intruded}`)] }));
        }
        return records.write(writes);
      },
    },
  };
};
const key = keys.stop(place.tenant);
const counter = (n: number): Stop => ({
  tenant: place.tenant,
  stopped: false,
  by: String(n),
  at: '2026-03-01T08:00:00.000Z',
});

describe('contention', () => {
  test.for([1, 3, 11])('%i commits of others slip in: all are there, in one chain', async (times) => {
    const bare = store();
    const { records, intruded } = contested(bare, times);
    let asked = 0;
    const output = await commit(records, place, async () => ({
      output: ++asked,
      log: [note('mine'), note('mine too')],
    }));
    expect({ output, intruded: intruded() }).toEqual({ output: times + 1, intruded: times });
    const log = await logOf(bare);
    expect(log.map((entry) => entry.about)).toEqual([
      ...Array.from({ length: times }, (_, at) => `intruder ${at + 1}`),
      'mine',
      'mine too',
    ]);
    expect(verifyChain(log)).toMatchObject({ ok: true, entries: times + 2 });
  });

  test('without end it gives up, says so, and has written nothing of its own', async () => {
    const bare = store();
    const { records } = contested(bare, 1000);
    const doomed = commit(records, { ...place, receipt: 'r' }, async () => ({
      output: 1,
      writes: [create(shapes.stop, key, counter(1))],
      log: [note('mine')],
    }));
    await expect(doomed).rejects.toMatchObject({ name: 'Contended' });
    const log = await logOf(bare);
    expect(log.some((entry) => entry.about === 'mine')).toBe(false);
    expect(verifyChain(log).ok).toBe(true);
    expect(await load(bare, shapes.stop, key)).toBeUndefined();
    expect(await load(bare, shapes.receipt, keys.receipt(place.tenant, place.incident, 'r'))).toBeUndefined();
  });

  test('what is decided rests on what stands when it is written: no count is lost', async () => {
    const records = store();
    await records.write([create(shapes.stop, key, counter(0))]);
    const add = () =>
      commit(records, place, async () => {
        const stands = await load(records, shapes.stop, key);
        if (stands === undefined) throw new Error('it was removed');
        const next = Number(stands.value.by) + 1;
        return { output: next, writes: [change(shapes.stop, stands, counter(next))], log: [note(`to ${next}`)] };
      });
    const outputs = await Promise.all(Array.from({ length: 6 }, add));
    expect(outputs.sort()).toEqual([1, 2, 3, 4, 5, 6]);
    expect((await load(records, shapes.stop, key))?.value.by).toBe('6');
    expect((await logOf(records)).map((entry) => entry.about)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `to ${n}`));
  });

  test('a story that does not know its incident yet chooses it anew when somebody was faster', async () => {
    const bare = store();
    const seen: string[] = [];
    const { records } = contested(bare, 1);
    const output = await commitSomewhere(records, async () => {
      const incident = seen.length === 0 ? place.incident : 'another';
      seen.push(incident);
      return { place: { ...place, incident }, change: { output: incident, log: [note('mine')] } };
    });
    expect({ output, seen }).toEqual({ output: 'another', seen: [place.incident, 'another'] });
    expect((await logOf(bare)).map((entry) => entry.about)).toEqual(['intruder 1']);
  });
});

describe('the head of the log', () => {
  const headOf = (records: Records) => load(records, shapes.logHead, keys.logHead(place.tenant, place.incident));
  const add = (records: Records, ...about: string[]) =>
    commit(records, place, async () => ({ output: null, log: about.map(note) }));

  test('moves with every commit to its last entry, in the same transaction', async () => {
    const bare = store();
    const sizes: string[][] = [];
    const records: Records = {
      ...bare,
      async write(writes) {
        sizes.push(writes.map((write) => ('put' in write ? write.put.type : '')));
        return bare.write(writes);
      },
    };
    for (const [n, about] of [['one'], ['two', 'three'], ['four']].entries()) {
      await add(records, ...about);
      const log = await logOf(bare);
      const { seq, hash } = log.at(-1) ?? expect.fail();
      expect(await headOf(bare)).toMatchObject({ rev: n + 1, value: { ...place, seq, hash } });
    }
    expect(sizes).toEqual([
      ['LOG', 'LOGHEAD'],
      ['LOG', 'LOG', 'LOGHEAD'],
      ['LOG', 'LOGHEAD'],
    ]);
  });

  test('is what the chain goes on from: an end that was cut off stays a gap', async () => {
    const records = store();
    await add(records, 'one', 'two', 'three');
    await records.write([{ remove: keys.log(place.tenant, place.incident, 3), when: 1 }]);
    await add(records, 'four');
    expect((await logOf(records)).map(({ seq }) => seq)).toEqual([1, 2, 4]);
    expect(verifyChain(await logOf(records))).toMatchObject({ ok: false, at: 3 });
  });

  test('does not move when nothing is said', async () => {
    const records = store();
    await add(records, 'one');
    await commit(records, place, async () => ({ output: 1, writes: [create(shapes.stop, key, counter(1))] }));
    expect((await headOf(records))?.rev).toBe(1);
  });

  test('98 entries, the head and a receipt are one transaction; more are refused, not cut', async () => {
    const records = store();
    const many = (count: number, receipt: string) =>
      commit(records, { ...place, receipt }, async () => ({
        output: null,
        log: Array.from({ length: count }, (_, at) => note(`${at}`)),
      }));
    await many(98, 'fits');
    await expect(many(99, 'does not')).rejects.toMatchObject({ name: 'TooLarge' });
    expect((await headOf(records))?.value.seq).toBe(98);
  });
});

describe('receipts', () => {
  test('a step that is tried again answers the same and does nothing twice', async () => {
    const records = store();
    let asked = 0;
    const work = () =>
      commit(records, { ...place, receipt: 'run#1' }, async () => ({
        output: { verdict: `answer ${++asked}` },
        writes: asked === 1 ? [create(shapes.stop, key, counter(1))] : [],
        log: [note('mine')],
      }));
    const first = await work();
    expect(await work()).toEqual(first);
    expect(asked).toBe(1);
    expect((await logOf(records)).length).toBe(1);
  });

  test('what changed something without a word in the log is answered from its receipt as well', async () => {
    const records = store();
    let asked = 0;
    const work = () =>
      commit(records, { ...place, receipt: 'look#1' }, async () => ({
        output: ++asked,
        writes: asked === 1 ? [create(shapes.stop, key, counter(1))] : [],
      }));
    expect([await work(), await work()]).toEqual([1, 1]);
    // What changed nothing leaves no receipt: asked again it looks again.
    const look = () => commit(records, { ...place, receipt: 'look#2' }, async () => ({ output: ++asked }));
    expect([await look(), await look()]).toEqual([2, 3]);
  });

  test('twins at one moment both hear the answer of the one that was faster', async () => {
    const records = store();
    let asked = 0;
    const twin = () =>
      commit(records, { ...place, receipt: 'run#1' }, async () => ({ output: ++asked, log: [note('mine')] }));
    const [one, other] = await Promise.all([twin(), twin()]);
    expect(one).toBe(other);
    expect((await logOf(records)).length).toBe(1);
  });

  test.for<[string, object]>([
    ['another piece of work', { receipt: 'run#2' }],
    ['the same name in another incident', { incident: 'another' }],
    ['the same name of another tenant', { tenant: 'another' }],
  ])('%s is done by itself', async ([, other]) => {
    const records = store();
    let asked = 0;
    const work = (at: object) =>
      commit(records, { ...place, receipt: 'run#1', ...at }, async () => ({ output: ++asked, log: [note('mine')] }));
    expect([await work({}), await work(other), await work({})]).toEqual([1, 2, 1]);
  });
});
