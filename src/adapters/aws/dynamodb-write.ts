import { randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { Fault } from '../../contracts/fault.ts';
import type { Item, Key, When, Write, Written } from '../../core/ports.ts';
import { type Attributes, attributesOf, itemOf, writeNameOf } from './dynamodb-item.ts';

const condition = (when: When) =>
  when === 'absent'
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 'rev = :rev', ExpressionAttributeValues: { ':rev': when } };
const showWhatStood = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
const bare = (key: Key): Key => ({ pk: key.pk, sk: key.sk });
const found = (attributes: Attributes | undefined): Item | undefined =>
  attributes === undefined || Object.keys(attributes).length === 0 ? undefined : itemOf(attributes);

/** Half the price of a transaction of one. */
export async function putOne(client: DynamoDBDocumentClient, table: string, item: Item, when: When): Promise<Written> {
  const name = writeName();
  try {
    await client.send(
      new PutCommand({ TableName: table, Item: attributesOf(item, name), ...condition(when), ...showWhatStood }),
    );
    return { ok: true };
  } catch (thrown) {
    return refusalOf(thrown, name);
  }
}

/** As above. */
export async function removeOne(
  client: DynamoDBDocumentClient,
  table: string,
  key: Key,
  when: number,
): Promise<Written> {
  try {
    await client.send(new DeleteCommand({ TableName: table, Key: bare(key), ...condition(when), ...showWhatStood }));
    return { ok: true };
  } catch (thrown) {
    return refusalOf(thrown, undefined);
  }
}

/**
 * When an answer got lost, the SDK sends the request again and is told that the condition failed, perhaps on our own
 * first attempt. What stands there tells if it bears our name; else nobody can know, and only one writer may believe to
 * be the one (it may be a ticket that is used up): neither answer would be right, so the caller reads and decides anew.
 */
function refusalOf(thrown: unknown, name: string | undefined): Written {
  if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
  const stood: Attributes = thrown.Item ?? {};
  if (name !== undefined && writeNameOf(stood) === name) return { ok: true };
  if ((thrown.$metadata.attempts ?? 1) > 1) {
    throw new Fault('Contended', 'an answer got lost: whether this call wrote is not known', 'Read the record again.');
  }
  return { ok: false, refused: [{ index: 0, found: found(stood) }] };
}

/** The SDK gives each transaction a request token, so DynamoDB knows a repeated one and answers as it did first. */
export async function writeAll(
  client: DynamoDBDocumentClient,
  table: string,
  writes: readonly Write[],
): Promise<Written> {
  const name = writeName();
  try {
    await client.send(new TransactWriteCommand({ TransactItems: writes.map((write) => partOf(table, write, name)) }));
    return { ok: true };
  } catch (thrown) {
    if (!(thrown instanceof TransactionCanceledException)) throw thrown;
    const refused = (thrown.CancellationReasons ?? []).flatMap((reason, index) =>
      reason.Code === 'ConditionalCheckFailed' ? [{ index, found: found(reason.Item) }] : [],
    );
    if (refused.length === 0) throw thrown;
    return { ok: false, refused };
  }
}

type Part = NonNullable<TransactWriteCommandInput['TransactItems']>[number];
function partOf(table: string, write: Write, name: string): Part {
  const shared = { TableName: table, ...condition(write.when), ...showWhatStood };
  if ('put' in write) return { Put: { ...shared, Item: attributesOf(write.put, name) } };
  if ('remove' in write) return { Delete: { ...shared, Key: bare(write.remove) } };
  return { ConditionCheck: { ...shared, Key: bare(write.check) } };
}

const writeName = (): string => randomBytes(12).toString('base64url');
