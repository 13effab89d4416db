import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubernetesClusters } from '../../src/adapters/kubernetes/clusters.ts';
import { executorGrants } from '../../src/adapters/kubernetes/executor.grants.ts';
import { readerGrants } from '../../src/adapters/kubernetes/reader.grants.ts';
import { rehearserGrants } from '../../src/adapters/kubernetes/rehearser.grants.ts';
import { snapshotCluster } from '../../src/adapters/local/snapshot.ts';
import { writeSnapshot } from '../../src/adapters/local/snapshot-write.ts';
import type { ClusterConfig } from '../../src/contracts/clusters.ts';
import { Kind, type KubeObject, type ObjectRef } from '../../src/contracts/kube.ts';
import type { Cluster, Clusters } from '../../src/core/ports.ts';
import { api, type ControlPlane, down, until, up } from '../../tools/k8s/kube.ts';

// The identities hold exactly what the grant files say: what is missing there fails here.
const grants = { reader: readerGrants, rehearser: rehearserGrants, executor: executorGrants };
const cart: ObjectRef = { kind: 'Deployment', namespace: 'shop', name: 'cart' };
const rehearse = { dryRun: true, manager: 'mendgate-test' };
let plane: ControlPlane;
let clusters: Clusters;
let reader: Cluster;
let rehearser: Cluster;
let executor: Cluster;

beforeAll(async () => {
  plane = await up({ nodes: 1, grants });
  clusters = kubernetesClusters([config()]);
  [reader, rehearser, executor] = await Promise.all([
    clusters.open('real', 'reader'),
    clusters.open('real', 'rehearser'),
    clusters.open('real', 'executor'),
  ]);
  const admin = api(plane.kubeconfigs.admin);
  const make = async (path: string, object: object): Promise<void> => {
    const { code, text } = await admin('POST', path, object);
    if (code !== 201) throw new Error(`${path}: ${code} ${text}`);
  };
  const namespace = (name: string, labels = {}) =>
    make('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  await namespace('shop');
  await namespace('strict', { 'pod-security.kubernetes.io/enforce': 'restricted' });
  const template = {
    metadata: { labels: { app: 'cart' }, annotations: { 'fault.sim/needs-memory': '200Mi' } },
    spec: {
      containers: [
        {
          name: 'app',
          image: 'registry.example/cart:1.0.0',
          resources: { limits: { memory: '128Mi' } },
          env: [{ name: 'DATABASE_PASSWORD', value: 'correct-horse' }],
        },
      ],
    },
  };
  const spec = { replicas: 1, selector: { matchLabels: { app: 'cart' } }, template };
  await make('/apis/apps/v1/namespaces/shop/deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart' },
    spec,
  });
  await until('the crashing container', async () => (await crashed()) !== undefined, { within: 60_000 });
});
afterAll(async () => {
  if (plane) await down({ dir: plane.dir });
});

const config = (): ClusterConfig => ({
  kind: 'kubeconfig',
  id: 'real',
  path: plane.kubeconfigs.mendgate,
  reader: 'reader',
  rehearser: 'rehearser',
  executor: 'executor',
});
const podSpec = (over: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'cart-try', namespace: 'shop' },
  spec: { containers: [{ name: 'app', image: 'registry.example/cart:1.0.0', ...over }] },
});
async function crashed(): Promise<KubeObject | undefined> {
  const pods = await reader.list('Pod', 'shop');
  return pods.find((pod) => /"restartCount":[1-9]/.test(JSON.stringify(pod)));
}
const replicas = async (): Promise<unknown> =>
  ((await reader.get(cart)) as { spec?: { replicas?: number } })?.spec?.replicas;

describe('reading', () => {
  test.each(Kind.options.filter((kind) => kind !== 'PodMetrics'))('every identity lists %s', async (kind) => {
    for (const cluster of [reader, rehearser, executor])
      for (const object of await cluster.list(kind))
        expect(object).toMatchObject({ kind, metadata: { name: expect.any(String) } });
  });
  test('a kind the cluster does not serve is not an empty list', async () => {
    await expect(reader.list('PodMetrics')).rejects.toMatchObject({ word: 'Unavailable' });
    await expect(reader.get({ kind: 'PodMetrics', namespace: 'shop', name: 'x' })).rejects.toMatchObject({
      word: 'Unavailable',
    });
  });
  test('page by page it is the same list', async () => {
    const paged = await kubernetesClusters([config()], { pageSize: 1 }).open('real', 'reader');
    const whole = names(await reader.list('EndpointSlice'));
    expect(names(await paged.list('ReplicaSet'))).toEqual(names(await reader.list('ReplicaSet')));
    expect(names(await paged.list('EndpointSlice'))).toEqual(whole);
    expect((await paged.list('Event', 'shop')).length).toBeGreaterThan(1);
  });
  test('one object, or none', async () => {
    expect(await reader.get(cart)).toMatchObject({ kind: 'Deployment', metadata: { name: 'cart', namespace: 'shop' } });
    expect(await reader.get({ ...cart, name: 'nobody' })).toBeUndefined();
    expect(await reader.list('Pod', 'nowhere')).toEqual([]);
  });
  test('logs of this run and the one before; none of a container that never was', async () => {
    const pod = (await crashed())?.metadata.name ?? '';
    const ask = { namespace: 'shop', pod, container: 'app', previous: false, lines: 2 };
    expect((await reader.logs(ask))?.trimEnd().split('\n')).toHaveLength(2);
    expect(await reader.logs({ ...ask, previous: true })).toBeTypeOf('string');
    expect(await reader.logs({ ...ask, container: 'nobody' })).toBeUndefined();
    expect(await reader.logs({ ...ask, pod: 'nobody' })).toBeUndefined();
  });
});

describe('writing', () => {
  const set = (value: number) => ({ op: 'replace', path: '/spec/replicas', value }) as const;

  test('a dry run shows the object it would make, and makes nothing', async () => {
    const { object } = await rehearser.patch(
      cart,
      [{ op: 'test', path: '/spec/replicas', value: 1 }, set(2)],
      rehearse,
    );
    expect(object).toMatchObject({ spec: { replicas: 2 } });
    expect(await replicas()).toBe(1);
  });
  test.each([
    [
      'a failed test',
      [{ op: 'test', path: '/spec/replicas', value: 7 }, set(2)],
      'Stale',
      '/spec/replicas is not what',
    ],
    [
      'another uid',
      [{ op: 'test', path: '/metadata/uid', value: 'other' }, set(2)],
      'Stale',
      '/metadata/uid is not what',
    ],
    ['a missing path', [{ op: 'remove', path: '/spec/nope' }], 'Impossible', 'cannot remove /spec/nope'],
    ['an unknown field', [{ op: 'add', path: '/spec/nope', value: 1 }], 'Impossible', 'unknown field "spec.nope"'],
    ['a value out of bounds', [set(-1)], 'Impossible', 'must be greater than or equal to 0'],
    [
      'an immutable field',
      [{ op: 'replace', path: '/spec/selector/matchLabels/app', value: 'x' }],
      'Impossible',
      'immutable',
    ],
  ] as const)('%s', async (_case, ops, word, says) => {
    const fault = await rehearser.patch(cart, ops, rehearse).catch((thrown) => thrown);
    expect(fault).toMatchObject({ word, message: expect.stringContaining(says) });
    expect(fault.message).not.toContain('correct-horse');
    expect(await replicas()).toBe(1);
  });
  test('who may do what', async () => {
    await expect(reader.patch(cart, [set(2)], rehearse)).rejects.toMatchObject({ word: 'Forbidden' });
    await expect(rehearser.patch(cart, [set(2)], { ...rehearse, dryRun: false })).rejects.toMatchObject({
      word: 'Forbidden',
    });
    await expect(executor.tryCreate(podSpec(), rehearse)).rejects.toMatchObject({ word: 'Forbidden' });
    await expect(executor.patch({ ...cart, name: 'nobody' }, [set(2)], rehearse)).rejects.toMatchObject({
      word: 'NotFound',
    });
    expect(await replicas()).toBe(1);
  });
  test('a Pod is tried and not made; what admission refuses is impossible; warnings come back', async () => {
    expect(await rehearser.tryCreate(podSpec(), rehearse)).toEqual({ warnings: [] });
    const doubled = podSpec({ env: ['1', '2'].map((value) => ({ name: 'A', value })) });
    expect((await rehearser.tryCreate(doubled, rehearse)).warnings).toEqual([
      expect.stringContaining('hides previous definition'),
    ]);
    await expect(rehearser.tryCreate(podSpec({ nope: 1 }), rehearse)).rejects.toMatchObject({ word: 'Impossible' });
    const strict = { ...podSpec(), metadata: { name: 'cart-try', namespace: 'strict' } };
    await expect(rehearser.tryCreate(strict, rehearse)).rejects.toMatchObject({ word: 'Impossible' });
    expect(await reader.get({ kind: 'Pod', namespace: 'shop', name: 'cart-try' })).toBeUndefined();
  });
  test('the executor changes what was approved, once: the same patch again is stale', async () => {
    const ops = [{ op: 'test', path: '/spec/replicas', value: 1 }, set(2)] as const;
    const { object } = await executor.patch(cart, ops, { dryRun: false, manager: 'mendgate-test' });
    expect(JSON.stringify(object.metadata.managedFields)).toContain('mendgate-test');
    expect(await replicas()).toBe(2);
    await expect(executor.patch(cart, ops, { dryRun: false, manager: 'm' })).rejects.toMatchObject({ word: 'Stale' });
  });
});

test('a certificate of somebody else is not talked to, and the hint says where to look', async () => {
  const text = JSON.parse(await readFile(plane.kubeconfigs.reader, 'utf8'));
  delete text.clusters[0].cluster['certificate-authority'];
  const path = join(plane.dir, 'no-ca.kubeconfig');
  await writeFile(path, JSON.stringify(text));
  const cluster = await kubernetesClusters([{ kind: 'kubeconfig', id: 'x', path, reader: 'reader' }]).open(
    'x',
    'reader',
  );
  const hint = expect.stringContaining('certificate-authority');
  await expect(cluster.list('Pod')).rejects.toMatchObject({ word: 'Unavailable', hint });
});

test('a snapshot of it reads like the cluster, without its secrets', async () => {
  const dir = join(plane.dir, 'snapshot');
  const written = await writeSnapshot(reader, dir, { at: '2026-01-01T00:00:00.000Z' });
  expect(written.logs).toBeGreaterThan(0);
  const { cluster, at, unreadable } = await snapshotCluster(dir);
  expect(at).toBe('2026-01-01T00:00:00.000Z');
  expect(unreadable.map(({ asked }) => asked)).toEqual(['list PodMetrics in all namespaces']);
  for (const kind of ['Deployment', 'Service', 'ReplicaSet', 'EndpointSlice'] as const)
    expect(names(await cluster.list(kind))).toEqual(names(await reader.list(kind)));
  expect(JSON.stringify(await cluster.get(cart))).toContain('<secret-1>');
  expect(JSON.stringify(await cluster.list('Pod'))).not.toContain('correct-horse');
});
const names = (objects: KubeObject[]): unknown[] => objects.map(({ metadata }) => [metadata.namespace, metadata.name]);
