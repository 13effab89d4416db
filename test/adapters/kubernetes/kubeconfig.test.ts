import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { kubernetesClusters } from '../../../src/adapters/kubernetes/clusters.ts';
import type { ClusterConfig } from '../../../src/contracts/clusters.ts';
import { kubeconfig, serve, status } from './canned-server.ts';

const config = (path: string, reader = 'main'): ClusterConfig => ({ kind: 'kubeconfig', id: 'main', path, reader });
const open = (path: string, context?: string) => kubernetesClusters([config(path, context)]).open('main', 'reader');
const here = 'http://127.0.0.1:9';

test('an unknown cluster is not found, an identity nobody granted is forbidden, and neither reads the file', async () => {
  const clusters = kubernetesClusters([{ kind: 'practice', id: 'toy' }, config('/nowhere/config')]);
  await expect(clusters.open('other', 'reader')).rejects.toMatchObject({ word: 'NotFound', hint: 'Configured: main.' });
  await expect(clusters.open('toy', 'reader')).rejects.toMatchObject({ word: 'NotFound' });
  await expect(clusters.open('main', 'executor')).rejects.toMatchObject({ word: 'Forbidden' });
});

test('a file that cannot be used says so, with what is there', async () => {
  const path = await kubeconfig({ server: here, user: {} });
  const missing = join(path, '..', 'missing');
  await expect(open(missing)).rejects.toMatchObject({ word: 'Malformed', message: expect.stringContaining(missing) });
  await expect(open(join(path, '..'))).rejects.toMatchObject({ word: 'Malformed' });
  await expect(open(path, 'prod')).rejects.toMatchObject({ word: 'Malformed', hint: 'It holds: main.' });
});

test.each([
  ['not YAML', '{"a": ['],
  ['a list', '[1, 2]'],
  ['empty', ''],
  ['clusters without an address', 'clusters: [{name: c, cluster: {}}]'],
  ['a secret in a broken line', 'users: [{name: u, user: {token: "hunter2'],
])('%s is no kubeconfig, and nothing of it is quoted', async (_case, text) => {
  const path = await kubeconfig({ server: here, user: {} });
  await writeFile(path, text);
  const fault = await open(path).catch((thrown) => thrown);
  expect(fault.word).toBe('Malformed');
  expect(`${fault.message}${fault.hint}`).not.toContain('hunter2');
});

test.each([
  ['http elsewhere', 'http://cluster.example', 'over http'],
  ['no address', 'cluster.example:6443', 'no https address'],
])('%s is refused before a token leaves', async (_case, server, says) => {
  const path = await kubeconfig({ server, user: { token: 't' } });
  await expect(open(path)).rejects.toMatchObject({ word: 'Malformed', message: expect.stringContaining(says) });
});

test('a mended file is read without a restart', async () => {
  const path = await kubeconfig({ server: here, user: {} });
  const clusters = kubernetesClusters([config(path, 'prod')]);
  await expect(clusters.open('main', 'reader')).rejects.toMatchObject({ word: 'Malformed' });
  await writeFile(path, (await kubeconfigText(path)).replaceAll('"main"', '"prod"'));
  expect((await clusters.open('main', 'reader')).practice).toBe(false);
});

test('a server nobody listens at is named, with its address', async () => {
  const path = await kubeconfig({ server: here, user: { token: 't' } });
  const cluster = await kubernetesClusters([config(path)], { backoffMs: 1 }).open('main', 'reader');
  const fault = await cluster.list('Pod').catch((thrown) => thrown);
  expect(fault).toMatchObject({ word: 'Unavailable', message: expect.stringContaining(here) });
  expect(fault.hint).toContain('Is the cluster up');
});

test('a server that accepts and says nothing is given up when the connection is late', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    silent.close();
  });
  const address = silent.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const path = await kubeconfig({ server: `https://127.0.0.1:${port}`, user: { token: 't' } });
  const clusters = kubernetesClusters([config(path)], { connectMs: 50, backoffMs: 1 });
  const says = expect.stringContaining('no connection within 0.05 s');
  await expect((await clusters.open('main', 'reader')).list('Pod')).rejects.toMatchObject({
    word: 'Unavailable',
    message: says,
  });
  expect(sockets).toHaveLength(3);
});

describe('behind a proxy', () => {
  async function proxy(): Promise<{ url: string; asked: string[] }> {
    const asked: string[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (bytes) => {
        asked.push(bytes.toString().split('\r\n')[0] ?? '');
        socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, asked };
  }
  const server = 'https://cluster.example:6443';
  const user = { token: 't' };
  const list = async (path: string) => (await open(path)).list('Pod').catch((thrown) => thrown);

  test('proxy-url of the kubeconfig', async () => {
    const { url, asked } = await proxy();
    const fault = await list(await kubeconfig({ server, user, cluster: { 'proxy-url': url } }));
    expect(fault).toMatchObject({ word: 'Unavailable' });
    expect(asked[0]).toBe('CONNECT cluster.example:6443 HTTP/1.1');
  });
  test('HTTPS_PROXY, but never for this machine', async () => {
    const { url, asked } = await proxy();
    vi.stubEnv('HTTPS_PROXY', url);
    vi.stubEnv('https_proxy', url);
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('no_proxy', '');
    onTestFinished(() => void vi.unstubAllEnvs());
    const away = await list(await kubeconfig({ server, user }));
    const home = await list(await kubeconfig({ server: 'https://127.0.0.1:9', user }));
    expect([away.word, home.word]).toEqual(['Unavailable', 'Unavailable']);
    expect(asked[0]).toBe('CONNECT cluster.example:6443 HTTP/1.1');
    expect(asked.filter((line) => !line.includes('cluster.example'))).toEqual([]);
  });
});

test('every kind of credentials arrives, impersonated groups too', async () => {
  const { port, seen } = await serve(() => ({ body: { items: [] } }));
  const plugin = JSON.stringify({ kind: 'ExecCredential', status: { token: 'from-plugin' } });
  const users: [object, object][] = [
    [{ token: 'plain' }, { authorization: 'Bearer plain' }],
    [{ tokenFile: 'token' }, { authorization: 'Bearer from-file' }],
    [{ username: 'ann', password: 'pw' }, { authorization: `Basic ${btoa('ann:pw')}` }],
    [
      { exec: { command: process.execPath, args: ['-e', `console.log('${plugin}')`] } },
      { authorization: 'Bearer from-plugin' },
    ],
    [
      { token: 't', as: 'ann', 'as-groups': ['g1', 'g2'], 'as-uid': '7' },
      { 'impersonate-user': 'ann', 'impersonate-group': 'g1, g2', 'impersonate-uid': '7' },
    ],
  ];
  for (const [user, headers] of users) {
    const path = await kubeconfig({ server: `http://127.0.0.1:${port}/k8s/one/`, user, files: { token: 'from-file' } });
    await (await open(path)).list('Node');
    expect(seen.at(-1)?.headers).toMatchObject(headers);
    expect(seen.at(-1)?.url.pathname).toBe('/k8s/one/api/v1/nodes');
  }
});

test.each([
  [
    'fails',
    ['-e', 'console.error("sso session has expired"); process.exit(1)'],
    'Malformed',
    'sso session has expired',
  ],
  ['waits for somebody', ['-e', 'setTimeout(() => {}, 2000)'], 'Unavailable', 'no credentials'],
])('a credential plugin that %s is a fault that says so', async (_case, args, word, says) => {
  const path = await kubeconfig({ server: here, user: { exec: { command: process.execPath, args } } });
  const cluster = await kubernetesClusters([config(path)], { requestMs: 500 }).open('main', 'reader');
  await expect(cluster.list('Pod')).rejects.toMatchObject({ word, message: expect.stringContaining(says) });
});

test('a token renewed in the file is used after a 401, once', async () => {
  const { port, seen } = await serve(({ headers }) =>
    headers.authorization === 'Bearer new' ? { body: { items: [] } } : status(401, 'Unauthorized', 'Unauthorized'),
  );
  const path = await kubeconfig({ server: `http://127.0.0.1:${port}`, user: { token: 'old' } });
  const cluster = await open(path);
  await expect(cluster.list('Pod')).rejects.toMatchObject({ word: 'Forbidden' });
  expect(seen).toHaveLength(2);
  await writeFile(path, (await kubeconfigText(path)).replace('"old"', '"new"'));
  expect(await cluster.list('Pod')).toEqual([]);
});

const kubeconfigText = (path: string): Promise<string> => readFile(path, 'utf8');
