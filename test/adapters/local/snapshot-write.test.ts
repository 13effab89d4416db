import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { snapshotCluster } from '../../../src/adapters/local/snapshot.ts';
import { redactor } from '../../../src/adapters/local/snapshot-redact.ts';
import { writeSnapshot } from '../../../src/adapters/local/snapshot-write.ts';
import { Fault } from '../../../src/contracts/fault.ts';
import { Kind, type KubeObject } from '../../../src/contracts/kube.ts';
import type { Cluster } from '../../../src/core/ports.ts';

const at = '2026-03-09T08:15:00.000Z';
const dump = () => snapshotCluster(join(import.meta.dirname, '../../fixtures/snapshots/cluster-info-dump'));

test('what was written reads as what it was written from: lists, refusals, logs, time', async () => {
  const { cluster } = await dump();
  const dir = await fresh();
  const written = await writeSnapshot(cluster, dir, { at });
  const back = await snapshotCluster(dir);
  expect(back.at).toBe(at);
  expect(back.unreadable).toEqual(written.unreadable);
  for (const kind of Kind.options)
    for (const namespace of [undefined, 'shop', 'default'])
      expect(await outcome(back.cluster.list(kind, namespace))).toEqual(await outcome(cluster.list(kind, namespace)));
  const ask = { namespace: 'shop', container: 'app', previous: false, lines: 50 };
  for (const pod of ['cart-7d9c5b6f4-x2k8p', 'search-5f6d8c9b7-q4w2z'])
    expect(await outcome(back.cluster.logs({ ...ask, pod }))).toEqual(await outcome(cluster.logs({ ...ask, pod })));
  // A second one, taken from the first, holds the same bytes.
  const again = await fresh();
  await writeSnapshot(back.cluster, again, { at });
  expect(await readFile(join(again, 'shop/pods.json'))).toEqual(await readFile(join(dir, 'shop/pods.json')));
});

test('one namespace of several: the others are not known', async () => {
  const dir = await fresh();
  await writeSnapshot((await dump()).cluster, dir, { at, namespaces: ['shop'] });
  const { cluster } = await snapshotCluster(dir);
  expect(await cluster.list('Pod', 'shop')).toHaveLength(3);
  expect(await outcome(cluster.list('Pod', 'default'))).toBe('Unavailable');
});

test('files are for their owner alone, and a used directory is left alone', async () => {
  const dir = await fresh();
  await writeSnapshot((await dump()).cluster, dir, { at });
  expect(((await stat(join(dir, 'shop/pods.json'))).mode & 0o777).toString(8)).toBe('600');
  const used = await fresh();
  await writeFile(join(used, 'mine.txt'), 'mine');
  await expect(writeSnapshot((await dump()).cluster, used, { at })).rejects.toMatchObject({ word: 'Conflict' });
  expect(await readdir(used)).toEqual(['mine.txt']);
});

test.each([
  ['..', 'escape', 'app'],
  ['shop', '..', 'app'],
  ['shop', 'cart-1', '../../../app'],
])('names that are paths are written nowhere: %s %s %s', async (namespace, pod, container) => {
  const evil: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: pod, namespace },
    spec: { containers: [] },
    status: { containerStatuses: [{ name: container, ready: false, restartCount: 3 }] },
  };
  const base = await fresh();
  const { logs } = await writeSnapshot(only([evil], 'text'), join(base, 'deep'), { at });
  expect(logs).toBe(0);
  const files = await readdir(base, { recursive: true });
  expect(files.filter((path) => !path.startsWith('deep'))).toEqual([]);
  expect(files.filter((path) => path.endsWith('.log'))).toEqual([]);
});

test('secrets of the environment are taken out of objects and logs alike; the rest stays', async () => {
  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'cart-1',
      namespace: 'shop',
      labels: { app: 'correct-horse' },
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': '{"correct-horse":1}',
        note: 'was correct-horse',
      },
    },
    spec: {
      containers: [
        {
          name: 'app',
          args: ['--password=battery-staple'],
          env: [
            { name: 'DB_PASSWORD', value: 'correct-horse' },
            { name: 'DATABASE_URL', value: 'postgres://shop:correct-horse@db.shop:5432/cart' },
            { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'api', key: 'token' } } },
            { name: 'CACHE_HOST', value: 'cache.shop' },
            { name: 'TOKEN_TTL', value: '3600' },
          ],
        },
      ],
    },
    status: { containerStatuses: [{ name: 'app', ready: false, restartCount: 0 }] },
  };
  const dir = await fresh();
  await writeSnapshot(only([pod], 'connecting with correct-horse\n'), dir, { at });
  const { cluster } = await snapshotCluster(dir);
  const [read] = await cluster.list('Pod', 'shop');
  expect(read?.spec).toEqual({
    containers: [
      {
        name: 'app',
        args: ['--password=<secret-1>'],
        env: [
          { name: 'DB_PASSWORD', value: '<secret-2>' },
          { name: 'DATABASE_URL', value: 'postgres://shop:<secret-2>@db.shop:5432/cart' },
          { name: 'API_TOKEN', valueFrom: { secretKeyRef: { name: 'api', key: 'token' } } },
          { name: 'CACHE_HOST', value: 'cache.shop' },
          { name: 'TOKEN_TTL', value: '3600' },
        ],
      },
    ],
  });
  expect(read?.metadata.annotations).toEqual({ note: 'was <secret-2>' });
  // Labels hold objects together: they stay, whatever they look like.
  expect(read?.metadata.labels).toEqual({ app: 'correct-horse' });
  expect(await readFile(join(dir, 'shop/cart-1/app.log'), 'utf8')).toBe('connecting with <secret-2>\n');
});

test.each([
  ['amqp://u:p4ss@mq:5672', 'amqp://u:<secret-1>@mq:5672'],
  ['Authorization: Bearer abcdefgh12345', 'Authorization: Bearer <secret-1>'],
  ['key AKIAIOSFODNN7EXAMPLE used', 'key <secret-1> used'],
  ['{"password":"hunter2","user":"ann"}', '{"password":"<secret-1>","user":"ann"}'],
  ['retry with token=abc123&x=1', 'retry with token=<secret-1>&x=1'],
  ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sig', '<secret-1>'],
])('%s', (given, shown) => {
  expect(redactor().text(given)).toBe(shown);
  const same = redactor();
  expect(same.text(same.text(given))).toBe(shown);
});

test.each([
  'secret "db-credentials" not found',
  'MountVolume.SetUp failed for volume "certs" : secret "tls" not found',
  "couldn't find key password in Secret shop/db",
  'http://auth.shop:8080/token?x=1',
  'GET https://api.shop/v1/items 500 in 12 ms',
])('%s stays: a diagnosis needs it', (line) => expect(redactor().text(line)).toBe(line));

function only(pods: KubeObject[], log?: string): Cluster {
  const refuse = async (): Promise<never> => {
    throw new Fault('Impossible', 'not here', 'not here');
  };
  return {
    practice: false,
    list: async (kind) => (kind === 'Pod' ? pods : []),
    get: async () => undefined,
    logs: async () => log,
    patch: refuse,
    tryCreate: refuse,
  };
}
const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.catch((thrown) => (thrown instanceof Fault ? thrown.word : thrown));
async function fresh(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mendgate-written-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}
