import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { postToConnection } from '../../src/adapters/aws/post-to-connection.ts';
import { localSockets } from '../../src/adapters/local/sockets.ts';
import { live as deployedLive } from '../../src/runtime/aws/live.ts';
import { liveContract, type OpenLive, type OtherEnd } from './live-contract.ts';
import { startEndpoint } from './live-endpoint.ts';
import { wordOf } from './records-material.ts';

const clock = { now: () => new Date().toISOString() };

liveContract('Live on sockets of this process', async (): Promise<OpenLive> => {
  const sockets = localSockets({ clock });
  const server = createServer();
  const lines = new WebSocketServer({ server });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  lines.on('connection', (line, { url = '' }) => {
    const connection = url.slice(1);
    sockets.hold(connection, line);
    line.on('close', () => sockets.drop(connection));
  });
  return {
    live: sockets,
    async connect(): Promise<OtherEnd> {
      const connection = randomUUID();
      const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/${connection}`);
      const got: string[] = [];
      client.on('message', (data) => void got.push(String(data)));
      await new Promise((resolve) => client.once('open', resolve));
      const hangUp = () =>
        new Promise<void>((resolve) => {
          client.once('close', () => resolve());
          client.close();
        });
      return { connection, got, ended: () => client.readyState === WebSocket.CLOSED, hangUp };
    },
    async close() {
      for (const line of lines.clients) line.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});

liveContract('Live through API Gateway', async (): Promise<OpenLive> => {
  const endpoint = await startEndpoint();
  return {
    live: postToConnection(endpoint),
    async connect(): Promise<OtherEnd> {
      const connection = `${Buffer.from(randomUUID()).toString('base64').slice(0, 15)}=`;
      const got: string[] = [];
      endpoint.connections.set(connection, got);
      return {
        connection,
        got,
        ended: () => !endpoint.connections.has(connection),
        hangUp: async () => void endpoint.connections.delete(connection),
      };
    },
    close: endpoint.close,
  };
});

describe('API Gateway at its worst', () => {
  const opened = async (options?: { requestTimeout: number }) => {
    const endpoint = await startEndpoint(options);
    onTestFinished(endpoint.close);
    endpoint.connections.set('c', []);
    return { endpoint, live: postToConnection(endpoint) };
  };

  test.each([
    ['Unavailable', 403, 'ForbiddenException'],
    ['Exhausted', 429, 'LimitExceededException'],
    ['Unavailable', 500, 'InternalServerErrorException'],
    ['Unavailable', 503, 'ServiceUnavailable'],
  ])('%s when it answers %i %s, to both', async (word, status, name) => {
    const { endpoint, live } = await opened();
    endpoint.refuse({ status, name });
    expect(await wordOf(live.push('c', '{}'))).toBe(word);
    expect(await wordOf(live.close('c'))).toBe(word);
  });

  test('a name it cannot read is one it does not have', async () => {
    const { endpoint, live } = await opened();
    endpoint.refuse({ status: 400, name: 'BadRequestException' });
    expect(await live.push('c', '{}')).toBe('gone');
    await live.close('c');
  });

  test('no answer in time is Unavailable, and so is nobody there', async () => {
    const { endpoint, live } = await opened({ requestTimeout: 50 });
    endpoint.silent(true);
    expect(await wordOf(live.push('c', '{}'))).toBe('Unavailable');
    await endpoint.close();
    expect(await wordOf(live.push('c', '{}'))).toBe('Unavailable');
  });

  test('a function posts where its deployment says', async () => {
    const { endpoint } = await opened();
    const told = String(
      await endpoint.client.config.endpoint?.().then(({ hostname, port, path }) => `http://${hostname}:${port}${path}`),
    );
    for (const [name, value] of Object.entries({
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_REGION: 'eu-central-1',
    }))
      vi.stubEnv(name, value);
    const live = deployedLive((() => told) as Parameters<typeof deployedLive>[0]);
    expect(await live.push('c', '{"seq":1}')).toBe('sent');
    expect(await live.push('d', '{}')).toBe('gone');
    expect(endpoint.connections.get('c')).toEqual(['{"seq":1}']);
  });
});
