import { expect, test } from 'vitest';
import { acknowledge, changesAfter } from '../../../src/adapters/local/changes.ts';
import { type Database, openDatabase } from '../../../src/adapters/local/database.ts';
import { sqliteRecords } from '../../../src/adapters/local/records.ts';
import { Fault } from '../../../src/contracts/fault.ts';
import type { Item, Records } from '../../../src/core/ports.ts';

const item = (sk: string, rev = 1): Item => ({ pk: 'p', sk, type: 't', v: 1, rev, body: { of: sk, rev } });

async function using(body: (records: Records, db: Database) => Promise<void>): Promise<void> {
  const db = openDatabase(':memory:');
  const records = sqliteRecords(db, { stream: ['OUTBOX#', 'LOG#'] });
  await body(records, db).finally(() => db.close());
}
const seen = (db: Database, consumer: string, limit = 100): string[] =>
  changesAfter(db, consumer, limit).map(({ item: { sk, rev } }) => `${sk} ${rev}`);
const kept = (db: Database): number => db.first<{ n: number }>('SELECT count(*) AS n FROM changes')?.n ?? -1;

test('puts of streamed kinds come in the order of their commits, each with the item as it was put', () =>
  using(async (records, db) => {
    await records.write([
      { put: item('LOG#2'), when: 'absent' },
      { put: item('META'), when: 'absent' },
      { put: item('OUTBOX#a'), when: 'absent' },
    ]);
    await records.write([{ put: item('LOG#1'), when: 'absent' }]);
    await records.write([{ put: item('OUTBOX#a', 2), when: 1 }]);
    await records.write([{ remove: { pk: 'p', sk: 'LOG#1' }, when: 1 }]);
    expect(seen(db, 'home')).toEqual(['LOG#2 1', 'OUTBOX#a 1', 'LOG#1 1', 'OUTBOX#a 2']);
    expect(changesAfter(db, 'home', 1)[0]?.item).toEqual(item('LOG#2'));
  }));

test('a refused transaction streams nothing', () =>
  using(async (records, db) => {
    await records.write([{ put: item('META'), when: 'absent' }]);
    await records.write([
      { put: item('LOG#1'), when: 'absent' },
      { put: item('META'), when: 'absent' },
    ]);
    expect(seen(db, 'home')).toEqual([]);
  }));

test('without acknowledgement they come again, after it they do not', () =>
  using(async (records, db) => {
    for (const sk of ['LOG#1', 'LOG#2', 'LOG#3']) await records.write([{ put: item(sk), when: 'absent' }]);
    const [first, second] = changesAfter(db, 'home', 2);
    expect(seen(db, 'home', 2)).toEqual(['LOG#1 1', 'LOG#2 1']);
    acknowledge(db, 'home', second?.seq ?? 0);
    expect(seen(db, 'home')).toEqual(['LOG#3 1']);
    acknowledge(db, 'home', first?.seq ?? 0);
    expect(seen(db, 'home'), 'going back changes nothing').toEqual(['LOG#3 1']);
  }));

test('a change is kept until the slowest consumer has acknowledged it', () =>
  using(async (records, db) => {
    for (const sk of ['LOG#1', 'LOG#2']) await records.write([{ put: item(sk), when: 'absent' }]);
    const [first, second] = changesAfter(db, 'fast', 10).map(({ seq }) => seq);
    expect(seen(db, 'slow')).toHaveLength(2);
    acknowledge(db, 'fast', second ?? 0);
    expect(kept(db)).toBe(2);
    acknowledge(db, 'slow', first ?? 0);
    expect(kept(db)).toBe(1);
    expect(seen(db, 'slow')).toEqual(['LOG#2 1']);
    acknowledge(db, 'slow', second ?? 0);
    expect(kept(db)).toBe(0);
    await records.write([{ put: item('LOG#3'), when: 'absent' }]);
    expect(seen(db, 'fast'), 'numbers go on where they were').toEqual(['LOG#3 1']);
    expect(seen(db, 'late')).toEqual(['LOG#3 1']);
  }));

test('what is still to come cannot be acknowledged', () =>
  using(async (records, db) => {
    await records.write([{ put: item('LOG#1'), when: 'absent' }]);
    const newest = changesAfter(db, 'home', 1)[0]?.seq ?? 0;
    expect(() => acknowledge(db, 'home', newest + 1)).toThrow(Fault);
    await records.write([{ put: item('LOG#2'), when: 'absent' }]);
    expect(seen(db, 'home')).toEqual(['LOG#1 1', 'LOG#2 1']);
  }));

test('without kinds to stream nothing is kept', async () => {
  const db = openDatabase(':memory:');
  await sqliteRecords(db).write([{ put: item('LOG#1'), when: 'absent' }]);
  expect(kept(db)).toBe(0);
  db.close();
});
