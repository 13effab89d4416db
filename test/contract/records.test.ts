import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dynamoRecords } from '../../src/adapters/aws/dynamodb-records.ts';
import { openDatabase } from '../../src/adapters/local/database.ts';
import { sqliteRecords } from '../../src/adapters/local/records.ts';
import { recordsContract } from './records-contract.ts';
import { delayedIndex } from './records-delayed.ts';
import { dynoxideMissing, startDynoxide } from './records-dynoxide.ts';
import { item, own } from './records-material.ts';

const atOnce = async (): Promise<void> => {};

recordsContract('SQLite in memory', async () => {
  const db = openDatabase(':memory:');
  return { records: sqliteRecords(db), settle: atOnce, close: async () => db.close() };
});

recordsContract('SQLite in a file', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'mendgate-records-'));
  const db = openDatabase(join(dir, 'test.db'));
  const close = async () => {
    db.close();
    rmSync(dir, { recursive: true });
  };
  return { records: sqliteRecords(db), settle: atOnce, close };
});

const LAG = 3;
const settleDelayed = async (records: ReturnType<typeof delayedIndex>): Promise<void> => {
  for (let n = 0; n < LAG; n += 1) await records.write([{ put: item(own(), 'filler'), when: 'absent' }]);
};
recordsContract('SQLite with a delayed index', async () => {
  const db = openDatabase(':memory:');
  const records = delayedIndex(sqliteRecords(db), LAG);
  return { records, settle: () => settleDelayed(records), close: async () => db.close() };
});

test('the delayed index does lag: a decision that reads it would be seen to fail', async () => {
  const db = openDatabase(':memory:');
  const records = delayedIndex(sqliteRecords(db), LAG);
  const put = item('p', 'a', { list: 'l', order: '1' });
  await records.write([{ put, when: 'absent' }]);
  expect(await records.get(put)).toEqual(put);
  expect((await records.browse({ list: 'l' })).items).toEqual([]);
  await settleDelayed(records);
  expect((await records.browse({ list: 'l' })).items).toEqual([put]);
  db.close();
});

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'on dynoxide', () => {
  recordsContract('DynamoDB', async () => {
    const dynamo = await startDynoxide();
    return { records: dynamoRecords(dynamo), settle: atOnce, close: dynamo.close };
  });
});
