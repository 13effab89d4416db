import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { ObjectRef } from '../../../src/contracts/kube.ts';
import { against, deployment, status } from './canned-server.ts';

const cart: ObjectRef = { kind: 'Deployment', namespace: 'shop', name: 'cart' };
const pods = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({ metadata: { name: `cart-${from + index}`, namespace: 'shop' } }));
const page = (from: number, count: number, next?: string) => ({
  body: { kind: 'PodList', apiVersion: 'v1', metadata: next ? { continue: next } : {}, items: pods(from, count) },
});
const logs = { namespace: 'shop', pod: 'cart-1', container: 'app', previous: true, lines: 20 };

test('a list is read page by page, and its items say what they are', async () => {
  const { cluster, seen } = await against((_seen, nth) => (nth === 1 ? page(0, 2, 'to k/en=') : page(2, 1)));
  const found = await cluster.list('Pod', 'shop');
  expect(found.map(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata.name])).toEqual([
    ['v1', 'Pod', 'cart-0'],
    ['v1', 'Pod', 'cart-1'],
    ['v1', 'Pod', 'cart-2'],
  ]);
  expect(
    seen.map(({ url }) => [url.pathname, url.searchParams.get('limit'), url.searchParams.get('continue')]),
  ).toEqual([
    ['/api/v1/namespaces/shop/pods', '500', null],
    ['/api/v1/namespaces/shop/pods', '500', 'to k/en='],
  ]);
});

test.each([
  ['Deployment', undefined, '/apis/apps/v1/deployments'],
  ['Node', 'shop', '/api/v1/nodes'],
  ['PodMetrics', 'shop', '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods'],
] as const)('%s in %s is asked for at %s', async (kind, namespace, path) => {
  const { cluster, seen } = await against(() => ({ body: { items: null } }));
  expect(await cluster.list(kind, namespace)).toEqual([]);
  expect(seen[0]?.url.pathname).toBe(path);
});

test('a continue token that ended restarts the list once: nothing twice, and not for ever', async () => {
  const gone = status(410, 'Expired', 'The provided continue parameter is too old');
  const once = await against((_seen, nth) => [page(0, 2, 'a'), gone, page(0, 2, 'b'), page(2, 1)][nth - 1]);
  expect(await once.cluster.list('Pod')).toHaveLength(3);
  const always = await against(({ url }) => (url.searchParams.has('continue') ? gone : page(0, 2, 'a')));
  await expect(always.cluster.list('Pod')).rejects.toMatchObject({ word: 'Unavailable' });
  expect(always.seen).toHaveLength(4);
});

test('a list that does not end is cut by number, a long one by bytes', async () => {
  const { cluster } = await against(() => page(0, 10, 'more'), { maxObjects: 100 });
  await expect(cluster.list('Pod')).rejects.toMatchObject({ word: 'TooLarge' });
  const long = await against(() => page(0, 10, 'more'), { maxBytes: 5000 });
  await expect(long.cluster.list('Pod')).rejects.toMatchObject({ word: 'TooLarge' });
  const bomb = gzipSync(Buffer.alloc(1_000_000, ' '));
  const packed = await against(() => ({ headers: { 'content-encoding': 'gzip' }, body: bomb }), { maxBytes: 5000 });
  await expect(packed.cluster.list('Pod')).rejects.toMatchObject({ word: 'TooLarge' });
});

test('a server on this machine need not pack, unless its pace tells of a tunnel', async () => {
  const encodings = async (slowBytesPerSecond: number) => {
    const { cluster, seen } = await against((_seen, nth) => page(0, 4_000, nth < 3 ? 'more' : undefined), {
      slowBytesPerSecond,
    });
    expect(await cluster.list('Pod')).toHaveLength(12_000);
    return seen.map(({ headers }) => headers['accept-encoding']);
  };
  expect(await encodings(0)).toEqual(['identity', 'identity', 'identity']);
  expect(await encodings(Number.POSITIVE_INFINITY)).toEqual(['identity', 'gzip', 'gzip']);
});

test('many questions at once to a server on this machine share a few connections', async () => {
  const { cluster, seen } = await against(() => page(0, 1));
  await Promise.all(Array.from({ length: 20 }, () => cluster.list('Pod', 'shop')));
  expect(seen).toHaveLength(20);
  expect(new Set(seen.map(({ port }) => port)).size).toBeLessThanOrEqual(4);
});

test('gzip is read, and a torn one is no answer', async () => {
  const packed = gzipSync(JSON.stringify(page(0, 2).body));
  const headers = { 'content-encoding': 'gzip' };
  const { cluster } = await against(() => ({ headers, body: packed }));
  expect(await cluster.list('Pod')).toHaveLength(2);
  const torn = await against(() => ({ headers, body: packed.subarray(0, 20) }));
  await expect(torn.cluster.list('Pod')).rejects.toMatchObject({ word: 'Unavailable' });
});

test('reads are tried three times over broken connections and servers in trouble', async () => {
  const { cluster, seen } = await against((_seen, nth, response) => {
    if (nth === 1) response.destroy();
    return nth === 1 ? undefined : nth === 2 ? status(503, 'ServiceUnavailable', 'starting') : { body: deployment };
  });
  expect(await cluster.get(cart)).toMatchObject(deployment);
  expect(seen).toHaveLength(3);
  const down = await against(() => status(500, 'InternalError', 'etcd is gone'));
  await expect(down.cluster.get(cart)).rejects.toMatchObject({ word: 'Unavailable' });
  expect(down.seen).toHaveLength(3);
});

test('a write is tried once: it may have been done', async () => {
  const ops = [{ op: 'replace', path: '/spec/replicas', value: 2 }] as const;
  const { cluster, seen } = await against((_seen, _nth, response) => void response.destroy());
  const fault = await cluster.patch(cart, ops, { dryRun: false, manager: 'm' }).catch((thrown) => thrown);
  expect(fault).toMatchObject({ word: 'Unavailable', hint: expect.stringContaining('not known whether') });
  expect(seen).toHaveLength(1);
});

test('reads share a connection; a write opens its own, for a kept one may be dead without a word', async () => {
  const { cluster, seen } = await against(() => ({ body: deployment }));
  await cluster.get(cart);
  await cluster.get(cart);
  await cluster.patch(cart, [], { dryRun: true, manager: 'm' });
  const [first, second, write] = seen.map(({ port }) => port);
  expect(second).toBe(first);
  expect(write).not.toBe(first);
});

test('a server that never answers is given up in time, and not asked again', async () => {
  const { cluster, seen } = await against(() => undefined, { requestMs: 60 });
  await expect(cluster.list('Pod')).rejects.toMatchObject({
    word: 'Unavailable',
    message: expect.stringContaining('0.06 s'),
  });
  expect(seen).toHaveLength(1);
  const stalls = await against((_seen, _nth, response) => void response.write('{"items":['), { requestMs: 60 });
  await expect(stalls.cluster.list('Pod')).rejects.toMatchObject({ word: 'Unavailable' });
});

test('no more requests are on their way than allowed, and all are answered', async () => {
  let open = 0;
  let most = 0;
  const { cluster } = await against(
    (_seen, _nth, response) => {
      most = Math.max(most, ++open);
      response.on('finish', () => open--);
      setImmediate(() => response.end('{"items":[]}'));
      return undefined;
    },
    { parallel: 3 },
  );
  const all = await Promise.all(Array.from({ length: 20 }, () => cluster.list('Pod')));
  expect(all).toHaveLength(20);
  expect(most).toBeLessThanOrEqual(3);
});

test('a write says how it is meant, strictly, and warnings come back', async () => {
  const warning = '299 - "spec.x: hides \\"A\\", see", 299 kube "second", nonsense';
  const { cluster, seen } = await against(() => ({ body: deployment, headers: { warning } }));
  const ops = [{ op: 'test', path: '/metadata/uid', value: 'u' }] as const;
  const done = await cluster.patch(cart, ops, { dryRun: false, manager: 'mendgate-p1' });
  expect(done).toEqual({ object: deployment, warnings: ['spec.x: hides "A", see', 'second'] });
  await cluster.patch(cart, ops, { dryRun: true, manager: 'm' });
  await cluster.tryCreate(
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', namespace: 'shop' } },
    { manager: 'm' },
  );
  expect(seen.map(({ method, url }) => `${method} ${url.pathname}${url.search}`)).toEqual([
    'PATCH /apis/apps/v1/namespaces/shop/deployments/cart?fieldManager=mendgate-p1&fieldValidation=Strict',
    'PATCH /apis/apps/v1/namespaces/shop/deployments/cart?fieldManager=m&fieldValidation=Strict&dryRun=All',
    'POST /api/v1/namespaces/shop/pods?fieldManager=m&fieldValidation=Strict&dryRun=All',
  ]);
  expect(seen[0]?.headers['content-type']).toBe('application/json-patch+json');
  expect(JSON.parse(seen[0]?.body ?? '')).toEqual(ops);
});

test('a kind this build does not know is never sent', async () => {
  const { cluster, seen } = await against(() => ({ body: deployment }));
  const knative = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'x', namespace: 'shop' } };
  await expect(cluster.tryCreate(knative, { manager: 'm' })).rejects.toMatchObject({ word: 'Impossible' });
  expect(seen).toEqual([]);
});

test('logs: asked with their bounds, the end of a long one kept', async () => {
  const { cluster, seen } = await against(() => ({ body: `${'x'.repeat(2_000_000)}\nlast words\n` }));
  expect(await cluster.logs(logs)).toBe('last words\n');
  const { pathname, searchParams } = seen[0]?.url ?? new URL('http://none');
  expect(pathname).toBe('/api/v1/namespaces/shop/pods/cart-1/log');
  expect(Object.fromEntries(searchParams)).toEqual({
    container: 'app',
    previous: 'true',
    tailLines: '20',
    limitBytes: '8388608',
  });
});
