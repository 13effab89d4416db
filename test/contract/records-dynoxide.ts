import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { auditTableShape, placeOf } from '../../src/adapters/aws/audit-table.ts';
import { incidentsTable } from '../../src/adapters/aws/table.ts';

const binary = fileURLToPath(new URL('../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url));

/** Why there is no DynamoDB to test with on this machine; undefined when there is one. */
export const dynoxideMissing = existsSync(binary)
  ? undefined
  : 'dynoxide is packaged for linux-x64 only and is not installed here: the DynamoDB adapter was not tested';

export interface LocalDynamo {
  client: DynamoDBDocumentClient;
  table: string;
  /** The audit's table. */
  audit: string;
  close(): Promise<void>;
}

/** A DynamoDB of our own in memory on 127.0.0.1, with both tables made; ended by `close`. */
export async function startDynoxide(): Promise<LocalDynamo> {
  const port = await freePort();
  const server = spawn(binary, ['serve', '--host', '127.0.0.1', '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {},
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    const read = (text: Buffer) => String(text).includes('listening') && resolve();
    server.stdout.on('data', read);
    server.stderr.on('data', read);
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`dynoxide ended with ${code} before it listened`)));
  });
  const plain = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const [table, audit] = ['incidents', 'audit'];
  for (const [TableName, shape] of [
    [table, incidentsTable],
    [audit, auditTableShape],
  ] as const)
    await plain.send(
      new CreateTableCommand({
        TableName,
        // The SDK's types want mutable lists.
        ...(structuredClone(shape) as unknown as Omit<CreateTableCommand['input'], 'TableName'>),
      }),
    );
  return {
    client: DynamoDBDocumentClient.from(plain),
    table,
    audit,
    close: async () => {
      plain.destroy();
      server.kill('SIGKILL');
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** What the audit holds of an incident, in order: the entries as their text stands there. */
export async function auditedIn(dynamo: LocalDynamo, tenant: string, incident: string): Promise<unknown[]> {
  const { Items = [] } = await dynamo.client.send(
    new QueryCommand({
      TableName: dynamo.audit,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': placeOf({ tenant, incident, seq: 1 }).pk },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => JSON.parse(item.entry as string) as unknown);
}
