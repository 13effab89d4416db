import { describe, expect, onTestFinished, test } from 'vitest';
import { dynamoRecords } from '../../src/adapters/aws/dynamodb-records.ts';
import { openDatabase } from '../../src/adapters/local/database.ts';
import { sqliteRecords } from '../../src/adapters/local/records.ts';
import type { Records, Write } from '../../src/core/ports.ts';
import { decidedInEveryOrder, decisionsContract } from './decisions-contract.ts';
import { dynoxideMissing, startDynoxide } from './records-dynoxide.ts';

decisionsContract('decisions by link on SQLite', async () => {
  const db = openDatabase(':memory:');
  return { records: sqliteRecords(db), close: async () => db.close() };
});

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'on dynoxide', () => {
  decisionsContract('decisions by link on DynamoDB', async () => {
    const dynamo = await startDynoxide();
    return { records: dynamoRecords(dynamo), close: dynamo.close };
  });
});

test('a store that writes whatever stands there would be seen', async () => {
  const db = openDatabase(':memory:');
  onTestFinished(() => db.close());
  const records = sqliteRecords(db);
  const careless: Records = {
    ...records,
    async write(writes) {
      const forced = await Promise.all(
        writes.map(async (write): Promise<Write> => {
          const key = 'put' in write ? write.put : 'remove' in write ? write.remove : write.check;
          const when = (await records.get({ pk: key.pk, sk: key.sk }))?.rev ?? 'absent';
          if ('put' in write) return { put: { ...write.put, rev: when === 'absent' ? 1 : when + 1 }, when };
          if ('remove' in write) return when === 'absent' ? { check: write.remove, when } : { ...write, when };
          return { ...write, when };
        }),
      );
      return records.write(forced);
    },
  };
  await expect(decidedInEveryOrder(careless, 200)).rejects.toThrow(/Property failed/);
});
