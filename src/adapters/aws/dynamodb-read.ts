import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Item, Page, Records } from '../../core/ports.ts';
import { readCursor, writeCursor } from '../browse-cursor.ts';
import { compareKeys, prefixEnd } from '../key-order.ts';
import { checkLimit, checkPart, limits } from '../record-limits.ts';
import { itemOf } from './dynamodb-item.ts';
import { listIndex } from './table.ts';

type QueryAsk = Parameters<Records['query']>[0];
type BrowseAsk = Parameters<Records['browse']>[0];

export async function queryPartition(client: DynamoDBDocumentClient, table: string, ask: QueryAsk): Promise<Page> {
  const { pk, prefix = '', after, newestFirst = false, limit } = ask;
  checkPart(pk, 'pk', limits.partitionKeyBytes);
  if (after !== undefined) checkPart(after, 'after', limits.sortKeyBytes);
  checkLimit(limit);
  const start = startIn(prefix, after, newestFirst);
  if (start === 'beyond') return { items: [] };
  const input: QueryCommandInput = {
    TableName: table,
    ConsistentRead: true,
    ScanIndexForward: !newestFirst,
    KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: prefix === '' ? { ':pk': pk } : { ':pk': pk, ':prefix': prefix },
    ...(start === undefined ? {} : { ExclusiveStartKey: { pk, sk: start } }),
  };
  return pageOf(await collect(client, input, limit), limit, (last) => last.sk);
}

export async function browseList(client: DynamoDBDocumentClient, table: string, ask: BrowseAsk): Promise<Page> {
  const { list, newestFirst = false, limit, cursor } = ask;
  checkPart(list, 'list', limits.partitionKeyBytes);
  checkLimit(limit);
  const input: QueryCommandInput = {
    TableName: table,
    IndexName: listIndex,
    ScanIndexForward: !newestFirst,
    KeyConditionExpression: '#list = :list',
    ExpressionAttributeNames: { '#list': 'list' },
    ExpressionAttributeValues: { ':list': list },
    ...(cursor === undefined ? {} : { ExclusiveStartKey: { list, ...readCursor(cursor) } }),
  };
  return pageOf(await collect(client, input, limit), limit, writeCursor);
}

/**
 * DynamoDB takes one condition on the sort key, so `after` travels as the key to start behind; it refuses one outside of
 * the prefix ("outside query boundaries"), so those are settled here.
 */
function startIn(prefix: string, after: string | undefined, newestFirst: boolean): string | 'beyond' | undefined {
  if (after === undefined || after.startsWith(prefix)) return after;
  const end = prefixEnd(prefix);
  const below = compareKeys(after, prefix) < 0 || end === undefined || compareKeys(after, end) < 0;
  return below === newestFirst ? 'beyond' : undefined;
}

/** One item beyond the limit, to know whether there is a next page; a page of DynamoDB ends at 1 MB, so it may take several. */
async function collect(client: DynamoDBDocumentClient, first: QueryCommandInput, limit: number | undefined) {
  const items: Item[] = [];
  let input = first;
  for (;;) {
    const left = limit === undefined ? undefined : limit + 1 - items.length;
    const answer = await client.send(new QueryCommand(left === undefined ? input : { ...input, Limit: left }));
    for (const attributes of answer.Items ?? []) items.push(itemOf(attributes));
    if (answer.LastEvaluatedKey === undefined || (limit !== undefined && items.length > limit)) return items;
    input = { ...first, ExclusiveStartKey: answer.LastEvaluatedKey };
  }
}

function pageOf(found: readonly Item[], limit: number | undefined, cursorAt: (last: Item) => string): Page {
  const items = found.slice(0, limit ?? found.length);
  const last = items.at(-1);
  return found.length > items.length && last !== undefined ? { items, cursor: cursorAt(last) } : { items };
}
