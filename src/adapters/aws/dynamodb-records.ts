import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Item, Key, Records, Written } from '../../core/ports.ts';
import { checkKey, checkWrites } from '../record-limits.ts';
import { dynamoFault } from './dynamodb-fault.ts';
import { itemOf } from './dynamodb-item.ts';
import { browseList, queryPartition } from './dynamodb-read.ts';
import { putOne, removeOne, writeAll } from './dynamodb-write.ts';

/** Records in the table of `table.ts`. All reads but `browse` are strongly consistent. */
export function dynamoRecords({ client, table }: { client: DynamoDBDocumentClient; table: string }): Records {
  const faulted = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw dynamoFault(thrown, table);
    }
  };
  const read = async (key: Key): Promise<Item | undefined> => {
    const ask = new GetCommand({ TableName: table, Key: { pk: key.pk, sk: key.sk }, ConsistentRead: true });
    const answer = await client.send(ask);
    return answer.Item === undefined ? undefined : itemOf(answer.Item);
  };

  return {
    get: (key) =>
      faulted(async () => {
        checkKey(key);
        return read(key);
      }),
    query: (ask) => faulted(() => queryPartition(client, table, ask)),
    browse: (ask) => faulted(() => browseList(client, table, ask)),
    write: (writes) =>
      faulted(async (): Promise<Written> => {
        checkWrites(writes);
        const [only, second] = writes;
        if (only === undefined) return { ok: true };
        if (second !== undefined) return writeAll(client, table, writes);
        if ('put' in only) return putOne(client, table, only.put, only.when);
        if ('remove' in only) return removeOne(client, table, only.remove, only.when);
        // Nothing is written: a read answers the same.
        const found = await read(only.check);
        const holds = only.when === 'absent' ? found === undefined : found?.rev === only.when;
        return holds ? { ok: true } : { ok: false, refused: [{ index: 0, found }] };
      }),
  };
}
