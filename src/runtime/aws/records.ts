import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoRecords } from '../../adapters/aws/dynamodb-records.ts';
import type { Records } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { clientOptions } from './client-options.ts';

export const records = shared((environment): Records => {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions));
  return dynamoRecords({ client, table: environment('INCIDENTS_TABLE') });
});
