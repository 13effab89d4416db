import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault, type FaultWord } from '../../../src/contracts/fault.ts';
import type { ObjectRef } from '../../../src/contracts/kube.ts';
import type { Cluster } from '../../../src/core/ports.ts';
import { against, type Canned, deployment, status } from './canned-server.ts';

const cart: ObjectRef = { kind: 'Deployment', namespace: 'shop', name: 'cart' };
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'cart-try', namespace: 'shop' } };
const how = { dryRun: true, manager: 'mendgate' };
const calls = {
  list: (cluster: Cluster) => cluster.list('Pod', 'shop'),
  get: (cluster: Cluster) => cluster.get(cart),
  logs: (cluster: Cluster) =>
    cluster.logs({ namespace: 'shop', pod: 'cart-1', container: 'app', previous: false, lines: 10 }),
  patch: (cluster: Cluster) => cluster.patch(cart, [{ op: 'replace', path: '/spec/replicas', value: 2 }], how),
  create: (cluster: Cluster) => cluster.tryCreate(pod, how),
};
type Call = keyof typeof calls;

const named = { name: 'cart', kind: 'deployments' };
const rbac = 'deployments.apps "cart" is forbidden: User "mendgate-reader" cannot patch resource "deployments"';
const policy = `deployments.apps "cart" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p' denied request: no`;
const quota = 'pods "x" is forbidden: exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0';
const webhook = 'admission webhook "guard.example" denied the request: no latest tags';
const noDryRun = 'admission webhook "guard.example" does not support dry run';
const html = (code: number): Canned => ({ status: code, headers: { 'content-type': 'text/html' }, body: '<html>' });

// Messages as Kubernetes 1.36 writes them.
const table: [Call[], string, Canned, FaultWord][] = [
  [
    ['list', 'get', 'logs', 'patch', 'create'],
    'not signed in',
    status(401, 'Unauthorized', 'Unauthorized'),
    'Forbidden',
  ],
  [['list', 'get', 'logs', 'patch', 'create'], 'RBAC says no', status(403, 'Forbidden', rbac, named), 'Forbidden'],
  [['list', 'get', 'patch', 'create'], 'a gateway says no', html(403), 'Forbidden'],
  [['patch', 'create'], 'our dry-run policy', status(403, 'Forbidden', policy, named), 'Forbidden'],
  [['patch', 'create'], 'a policy about content', status(422, 'Invalid', policy, named), 'Impossible'],
  [['patch', 'create'], 'quota', status(403, 'Forbidden', quota, named), 'Impossible'],
  [['patch', 'create'], 'a webhook, 403', status(403, 'Forbidden', webhook), 'Impossible'],
  [['patch', 'create'], 'a webhook, 400', status(400, 'BadRequest', webhook), 'Impossible'],
  [['patch', 'create'], 'a webhook without dry run', status(400, 'BadRequest', noDryRun), 'Impossible'],
  [['patch'], 'gone', status(404, 'NotFound', 'deployments.apps "cart" not found', named), 'NotFound'],
  [
    ['create'],
    'no such namespace',
    status(404, 'NotFound', 'namespaces "shop" not found', { name: 'shop' }),
    'NotFound',
  ],
  [['list', 'get', 'patch'], 'kind not served', { status: 404, body: '404 page not found' }, 'Unavailable'],
  [
    ['list', 'get'],
    'resource not served',
    status(404, 'NotFound', 'could not find the requested resource'),
    'Unavailable',
  ],
  [['patch'], 'changed meanwhile', status(409, 'Conflict', 'the object has been modified', named), 'Stale'],
  [['create'], 'name taken', status(409, 'AlreadyExists', 'pods "cart-try" already exists', named), 'Impossible'],
  [['patch'], 'not JSON Patch', status(415, 'UnsupportedMediaType', '415: Unsupported Media Type'), 'Impossible'],
  [['patch', 'create'], 'validation', status(422, 'Invalid', 'spec.replicas: Invalid value: -7', named), 'Impossible'],
  [['list', 'get', 'patch'], 'throttled', status(429, 'TooManyRequests', 'too many requests'), 'Unavailable'],
  [
    ['list', 'patch', 'create'],
    'a webhook that is down',
    status(500, 'InternalError', 'failed calling webhook'),
    'Unavailable',
  ],
  [['list', 'get', 'logs', 'patch'], 'in between is down', html(503), 'Unavailable'],
  [
    ['list', 'get', 'patch', 'create'],
    'a sign-in page',
    { status: 302, headers: { location: '/login' } },
    'Unavailable',
  ],
  [['list', 'get', 'patch'], 'a sign-in page, 200', html(200), 'Unavailable'],
  [['list', 'get'], 'not understood', status(400, 'BadRequest', 'invalid continue token'), 'Unavailable'],
];

describe.each(table)('%j: %s', (which, _case, canned, word) => {
  test.each(which)(`%s -> ${word}`, async (call) => {
    const { cluster } = await against(() => canned);
    const fault = await faultOf(calls[call](cluster));
    expect(fault.word).toBe(word);
    expect(fault.hint.length).toBeGreaterThan(10);
  });
});

test('a refusal for want of rights names the identity and the verb', async () => {
  const { cluster } = await against(() => status(403, 'Forbidden', rbac, named));
  const fault = await faultOf(calls.patch(cluster));
  expect(fault.hint).toContain('the reader (context main of ');
  expect(fault.hint).toContain('may not patch deployment/shop/cart');
});

test('a strict decoding error quotes the whole object: its values do not travel', async () => {
  const object = JSON.stringify({ env: [{ name: 'PASSWORD', value: 'hunter2' }] });
  const message = ` "" is invalid: patch: Invalid value: ${JSON.stringify(object)}: strict decoding error: unknown field "spec.nope"`;
  const causes = [{ reason: 'FieldValueInvalid', message, field: 'patch' }];
  const { cluster } = await against(() => status(422, 'Invalid', message, { causes }));
  const fault = await faultOf(calls.patch(cluster));
  expect(fault.word).toBe('Impossible');
  expect(fault.message).toContain('strict decoding error: unknown field "spec.nope"');
  expect(fault.message).not.toContain('hunter2');
});

describe('a patch that could not be applied: the server does not say why, the object does', () => {
  const silent = status(422, 'Invalid', 'the server rejected our request due to an error in our request');
  const object = { ...deployment, spec: { replicas: 3 } };
  test.each([
    ['a test fails', '/spec/replicas', 7, 'Stale', '/spec/replicas'],
    ['a tested field is gone', '/spec/paused', true, 'Stale', '/spec/paused'],
    [
      'an absent field is tested with null, as the server allows',
      '/spec/paused',
      null,
      'Impossible',
      'replace /spec/nope/x',
    ],
    ['the tests hold, a path is missing', '/spec/replicas', 3, 'Impossible', 'replace /spec/nope/x'],
  ] as const)('%s', async (_case, path, value, word, says) => {
    const { cluster } = await against(({ method }) => (method === 'PATCH' ? silent : { body: object }));
    const ops = [
      { op: 'test', path, value },
      { op: 'replace', path: '/spec/nope/x', value: 1 },
    ] as const;
    const fault = await faultOf(cluster.patch(cart, ops, how));
    expect([fault.word, fault.message]).toEqual([word, expect.stringContaining(says)]);
  });

  test('it fits by now: somebody changed it in between', async () => {
    const { cluster } = await against(({ method }) => (method === 'PATCH' ? silent : { body: object }));
    expect((await faultOf(cluster.patch(cart, [{ op: 'test', path: '/spec/replicas', value: 3 }], how))).word).toBe(
      'Stale',
    );
  });
  test('it is gone by now', async () => {
    const gone = status(404, 'NotFound', 'not found', named);
    const { cluster } = await against(({ method }) => (method === 'PATCH' ? silent : gone));
    expect((await faultOf(cluster.patch(cart, [{ op: 'test', path: '/spec/replicas', value: 3 }], how))).word).toBe(
      'NotFound',
    );
  });
  test('a path that is no JSON Pointer', async () => {
    const { cluster } = await against(({ method }) => (method === 'PATCH' ? silent : { body: object }));
    expect((await faultOf(cluster.patch(cart, [{ op: 'test', path: 'spec', value: 3 }], how))).word).toBe('Impossible');
  });
});

test('logs that never were are undefined, not a fault', async () => {
  const texts = [
    'previous terminated container "app" in pod "cart-1" not found',
    'container "app" in pod "cart-1" is waiting to start: ContainerCreating',
    'container app is not valid for pod cart-1',
    'pod cart-1 does not have a host assigned',
  ];
  const { cluster } = await against((_seen, nth) => status(400, 'BadRequest', texts[nth - 1] ?? ''));
  for (const _text of texts) expect(await calls.logs(cluster)).toBeUndefined();
  expect((await faultOf(calls.logs(cluster))).word).toBe('Unavailable');
  const lost = await against(() => ({ body: 'unable to retrieve container logs for containerd://1a2b\n' }));
  expect(await calls.logs(lost.cluster)).toBeUndefined();
});

test.each(['..', 'a/b', '', 'x?y', 'é'])('the name %j is asked of nobody', async (name) => {
  const { cluster, seen } = await against(() => ({ body: deployment }));
  expect((await faultOf(cluster.get({ ...cart, name }))).word).toBe('Impossible');
  expect((await faultOf(cluster.list('Pod', name))).word).toBe('Impossible');
  expect(seen).toEqual([]);
});

test('whatever a server answers, only the signed faults escape', async () => {
  let canned: Canned = {};
  const { cluster } = await against(() => canned, { tries: 1 });
  const body = fc.oneof(
    fc.string(),
    fc.uint8Array(),
    fc.json(),
    fc.record({ kind: fc.constant('Status'), message: fc.string(), reason: fc.string(), details: fc.jsonValue() }),
    fc.record({ metadata: fc.jsonValue(), items: fc.jsonValue() }),
  );
  const code = fc.oneof(fc.integer({ min: 200, max: 599 }), fc.constantFrom(200, 403, 404, 409, 410, 422));
  const signed = ['Forbidden', 'Unavailable', 'NotFound', 'Stale', 'Impossible', 'TooLarge'];
  const run = fc.asyncProperty(code, body, fc.constantFrom(...Object.values(calls)), async (status, given, call) => {
    canned = { status, body: given };
    const thrown = await (call(cluster) as Promise<unknown>).then(
      () => undefined,
      (fault: unknown) => fault,
    );
    if (thrown !== undefined) expect(signed).toContain(thrown instanceof Fault ? thrown.word : thrown);
  });
  await fc.assert(run, { numRuns: 300 });
});

async function faultOf(promise: Promise<unknown>): Promise<Fault> {
  const thrown = await promise.then(
    (value) => new Error(`no fault but ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (thrown instanceof Fault) return thrown;
  throw thrown;
}
