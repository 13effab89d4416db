import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { incidentsTable } from '../../src/adapters/aws/table.ts';

const binary = fileURLToPath(new URL('../../node_modules/@dynoxide/linux-x64/dynoxide', import.meta.url));

/** Why there is no DynamoDB to test with on this machine; undefined when there is one. */
export const dynoxideMissing = existsSync(binary)
  ? undefined
  : 'dynoxide is packaged for linux-x64 only and is not installed here: the DynamoDB adapter was not tested';

export interface LocalDynamo {
  client: DynamoDBDocumentClient;
  table: string;
  close(): Promise<void>;
}

/** A DynamoDB of our own in memory on 127.0.0.1, with the table made; ended by `close`. */
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
  const table = 'incidents';
  await plain.send(
    new CreateTableCommand({
      TableName: table,
      // The SDK's types want mutable lists.
      ...(structuredClone(incidentsTable) as unknown as Omit<CreateTableCommand['input'], 'TableName'>),
    }),
  );
  return {
    client: DynamoDBDocumentClient.from(plain),
    table,
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
