import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { auditTable } from '../../adapters/aws/audit-table.ts';
import type { AuditTrail } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { clientOptions } from './client-options.ts';

export const audit = shared((environment): AuditTrail => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions));
  return auditTable({ client, table: environment('AUDIT_TABLE') });
});
