import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { Fault } from '../../contracts/fault.ts';
import type { LogEntry } from '../../contracts/log.ts';
import type { AuditTrail } from '../../core/ports.ts';
import { dynamoFault } from './dynamodb-fault.ts';

/** How the audit table is made (CreateTable; the stack builds the same): no index, no stream, nothing that expires. */
export const auditTableShape = {
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
} as const;

/** `pk` is tenant and incident, `sk` the entry's number as ten digits: a query of one `pk` is a chain in its order. */
export const placeOf = ({ tenant, incident, seq }: Pick<LogEntry, 'tenant' | 'incident' | 'seq'>) => ({
  pk: `${tenant}#${incident}`,
  sk: String(seq).padStart(10, '0'),
});

/**
 * Entries as they were sealed, each one JSON text under `entry`, which `mendgate audit verify` reads a line each. Nothing is
 * ever written over: what stands there already is this entry, told twice, or else one of both was changed.
 */
export function auditTable({ client, table }: { client: DynamoDBDocumentClient; table: string }): AuditTrail {
  return {
    async append(entry) {
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: { ...placeOf(entry), hash: entry.hash, at: entry.at, entry: JSON.stringify(entry) },
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
      } catch (thrown) {
        if (!(thrown instanceof ConditionalCheckFailedException)) throw dynamoFault(thrown, table);
        // An exception carries what stood there as `{ S }`, also through the document client.
        if (thrown.Item?.hash?.S !== entry.hash) throw changed(entry);
      }
    },
  };
}

const changed = ({ incident, seq }: LogEntry): Fault =>
  new Fault(
    'Conflict',
    `the audit holds another entry ${seq} of ${incident} than its log: one of both was changed`,
    'Compare both chains: docs/operate.md, "Read the audit".',
  );
