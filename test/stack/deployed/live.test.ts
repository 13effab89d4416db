import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { placeOf } from '../../../src/adapters/aws/audit-table.ts';
import type { LiveTicket } from '../../../src/contracts/api/live.ts';
import type { IncidentLog } from '../../../src/contracts/api/log.ts';
import { type LiveFrame, readFrame } from '../../../src/contracts/live.ts';
import { verifyChain } from '../../../src/core/ledger/chain.ts';
import { connectionsOf, tenantLog } from '../../../src/core/ledger/keys.ts';
import { until } from '../../../tools/k8s/until.ts';
import { openMendgate, tenant } from './mendgate.ts';

const home = openMendgate(inject('deployed'));
const patience = { within: 60_000 };
let ada: string;
beforeAll(async () => {
  ada = await home.person('live-ada', 'approver');
});

const ticket = async (): Promise<string> => {
  const { status, body } = await home.ask('POST', '/api/v1/live/tickets', { token: ada, body: {} });
  expect(status).toBe(200);
  return (body as LiveTicket).ticket;
};
function connect(query: string) {
  const place = `${home.config.endpoint}/_aws/execute-api/${home.outputs.LiveApiId}/live`;
  const socket = new WebSocket(`${place.replace('http', 'ws')}${query}`);
  onTestFinished(() => socket.terminate());
  const frames: LiveFrame[] = [];
  const other: string[] = [];
  socket.on('message', (data) => {
    const frame = readFrame(String(data));
    if (frame === undefined) other.push(String(data));
    else frames.push(frame);
  });
  const opened = new Promise<boolean>((resolve) => {
    socket.once('open', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { socket, frames, other, opened, closed };
}
const watching = async () => (await home.records.query({ pk: connectionsOf(tenant) })).items.length;
/** Something happens that concerns no incident. */
const happen = (stopped: boolean) => home.ask('PUT', '/api/v1/stop', { token: ada, body: { stopped } });
const log = async () => home.get<IncidentLog>(`/api/v1/incidents/${tenantLog}/log?limit=500`, ada);

test('from the table over its stream to the socket: what happens is told, in order, and stands in the audit', async () => {
  const line = connect(`?ticket=${await ticket()}`);
  expect(await line.opened).toBe(true);
  expect(await watching()).toBe(1);
  await until('a greeting', async () => line.other.some((text) => text.includes('connected')), patience);
  line.socket.send('ping');
  await until('an answer', async () => line.other.includes('pong'), patience);
  const { seq: before } = await log().catch(() => ({ seq: 0 }));
  for (const stopped of [true, false]) expect((await happen(stopped)).status).toBe(200);
  const ours = () => line.frames.filter(({ incident }) => incident === tenantLog);
  await until('both frames', async () => ours().length >= 2, patience);
  expect(ours().map(({ seq }) => seq)).toEqual([before + 1, before + 2]);

  const { items } = await log();
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(home.config));
  const audit = await until(
    'the copies',
    async () => {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: home.outputs.AuditTableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': placeOf({ tenant, incident: tenantLog, seq: 1 }).pk },
        }),
      );
      return Items.length >= items.length
        ? Items.map(({ entry }) => JSON.parse(entry as string) as unknown)
        : undefined;
    },
    patience,
  );
  expect(audit.slice(0, items.length)).toEqual(items);
  expect(verifyChain(audit)).toMatchObject({ ok: true });
});

test('a ticket opens one connection; none, and nonsense, open none', async () => {
  const once = await ticket();
  const first = connect(`?ticket=${once}`);
  expect(await first.opened).toBe(true);
  for (const query of [`?ticket=${once}`, '', '?ticket=', `?ticket=${'x'.repeat(43)}`])
    expect(await connect(query).opened, query.slice(0, 12)).toBe(false);
  first.socket.close();
  await first.closed;
});

test('whoever says anything but ping is hung up on, and off the list', async () => {
  const line = connect(`?ticket=${await ticket()}`);
  expect(await line.opened).toBe(true);
  line.socket.send('subscribe');
  await line.closed;
  await until('an empty list', async () => (await watching()) === 0, patience);
});
