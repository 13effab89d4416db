import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asFault } from '../../../src/contracts/fault.ts';
import type { Json, PatchOp } from '../../../src/contracts/json.ts';
import { Kind, type KubeObject, type ObjectRef } from '../../../src/contracts/kube.ts';
import { cart, played, really } from './world.ts';

const spec = '/spec/template/spec';
const app = `${spec}/containers/0`;
const add = (path: string, value: Json): PatchOp[] => [{ op: 'add', path, value }];
const service: ObjectRef = { ...cart, kind: 'Service' };
const port = (over: object): Json => ({ port: 81, protocol: 'TCP', ...over }) as Json;

const table: [string, ObjectRef, PatchOp[], RegExp][] = [
  [
    'deep unknown field',
    cart,
    add(`${app}/readinessProbe/httpGet/prot`, 1),
    /unknown field "spec\.template\.spec\.containers\[0\]\.readinessProbe\.httpGet\.prot"/,
  ],
  ['unknown pod field', cart, add(`${spec}/containerz`, []), /unknown field "spec\.template\.spec\.containerz"/],
  ['unknown metadata', cart, add('/metadata/owner', 'me'), /unknown field "metadata\.owner"/],
  ['unknown strategy field', cart, add('/spec/strategy/rolling', {}), /unknown field "spec\.strategy\.rolling"/],
  ['unknown at the top', cart, add('/specs', {}), /unknown field "specs"/],
  ['a fraction of a replica', cart, add('/spec/replicas', 1.5), /spec\.replicas/],
  ['a strategy nobody knows', cart, add('/spec/strategy', { type: 'Sideways' }), /spec\.strategy\.type/],
  ['a surge that is no share', cart, add('/spec/strategy/rollingUpdate/maxSurge', 'some'), /maxSurge/],
  ['a restart policy of jobs', cart, add(`${spec}/restartPolicy`, 'Never'), /restartPolicy.*Always/],
  ['an image with a space', cart, add(`${app}/image`, 'a:1 '), /image.*whitespace/],
  ['a pull policy nobody knows', cart, add(`${app}/imagePullPolicy`, 'Maybe'), /imagePullPolicy/],
  ['a container without a name', cart, add(`${app}/name`, ''), /containers\[0\]\.name.*Required/],
  ['a variable without a name', cart, add(`${app}/env`, [{ name: '', value: 'x' }]), /env\[0\]\.name.*Required/],
  ['a variable that is a number', cart, add(`${app}/env`, [{ name: 'X', value: 1 }]), /env\[0\]\.value/],
  ['port 0', cart, add(`${app}/ports`, [{ containerPort: 0 }]), /containerPort.*65535/],
  ['a long port name', cart, add(`${app}/ports`, [{ containerPort: 80, name: 'a-very-long-port' }]), /15 characters/],
  [
    'a port name twice',
    cart,
    add(`${app}/ports`, [
      { containerPort: 80, name: 'a' },
      { containerPort: 81, name: 'a' },
    ]),
    /Duplicate/,
  ],
  ['a probe that asks nothing', cart, add(`${app}/readinessProbe`, { periodSeconds: 1 }), /handler/],
  ['a period of 0', cart, add(`${app}/readinessProbe/periodSeconds`, 0), /periodSeconds.*greater than 0/],
  ['a label with a space', cart, add('/spec/template/metadata/labels/tier', 'a b'), /label/],
  ['another kind', cart, add('/kind', 'DaemonSet'), /kind.*immutable/],
  ['another version of the API', cart, add('/apiVersion', 'apps/v2'), /apiVersion.*immutable/],
  ['another uid', cart, add('/metadata/uid', 'mine'), /uid.*immutable/],
  ['another namespace', cart, add('/metadata/namespace', 'bank'), /namespace.*immutable/],
  ['no spec', cart, [{ op: 'remove', path: '/spec' }], /spec/],
  ['no template', cart, [{ op: 'remove', path: '/spec/template' }], /spec\.template/],
  [
    'a whole document that is a text',
    cart,
    [{ op: 'replace', path: '', value: 'gone' }],
    /replace|no Kubernetes object/,
  ],
  ['a path that is no pointer', cart, add('spec/replicas', 1), /cannot add spec\/replicas/],
  ['an index beyond the list', cart, add(`${spec}/containers/9`, { name: 'b', image: 'b' }), /cannot add/],
  ['Service: unknown field', service, add('/spec/target', 1), /unknown field "spec\.target"/],
  ['Service: no ports', service, add('/spec/ports', []), /spec\.ports.*Required/],
  ['Service: port beyond all', service, add('/spec/ports/0/port', 70_000), /port.*65535/],
  ['Service: ports without names', service, add('/spec/ports/-', port({})), /ports\[1\]\.name.*Required/],
  ['Service: a port twice', service, add('/spec/ports/-', port({ name: 'b', port: 80 })), /Duplicate value: 80/],
  ['Service: another address', service, add('/spec/clusterIP', '10.96.1.1'), /clusterIP.*immutable/],
];

describe('strict validation', () => {
  test.each(table)('%s', async (_case, ref, ops, says) => {
    const { reader, executor, practice } = played('practice-healthy');
    const before = await reader.get(ref);
    await expect(executor.patch(ref, ops, really)).rejects.toMatchObject({
      word: 'Impossible',
      message: expect.stringMatching(says),
    });
    expect(await reader.get(ref)).toEqual(before);
    expect(practice.calls()).toMatchObject([{ outcome: 'refused' }]);
  });
  test('a field the play does not act on is kept', async () => {
    const { executor, reader, clock } = played('practice-healthy');
    const tolerations = [{ key: 'spot', operator: 'Exists' }];
    await executor.patch(cart, add(`${spec}/tolerations`, tolerations), really);
    clock.pass(20_000);
    const pods = (await reader.list('Pod', 'shop')).filter(({ metadata }) => metadata.labels?.app === 'cart');
    for (const pod of pods) expect(pod.spec).toMatchObject({ tolerations });
    expect(pods).toHaveLength(2);
  });
});

describe('not played', () => {
  const played_ = ['Deployment', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice', 'Event'];
  test.each(Kind.options.filter((kind) => !played_.includes(kind)))('%s', async (kind) => {
    const { reader, executor } = played('practice-healthy');
    const word = { word: 'Unavailable', message: expect.stringMatching(`^not played: .*${kind}`) };
    await expect(reader.list(kind)).rejects.toMatchObject(word);
    await expect(reader.get({ kind, name: 'x' })).rejects.toMatchObject(word);
    if (kind === 'StatefulSet' || kind === 'DaemonSet')
      await expect(executor.patch({ ...cart, kind }, [], really)).rejects.toMatchObject(word);
  });
  test.each([
    ['init containers', add(`${spec}/initContainers`, [{ name: 'migrate', image: 'm:1' }])],
    ['minReadySeconds', add('/spec/minReadySeconds', 10)],
    ['replicas', add('/spec/replicas', 101)],
  ])('%s', async (_what, ops) => {
    const { executor } = played('practice-healthy');
    await expect(executor.patch(cart, ops, really)).rejects.toMatchObject({
      word: 'Unavailable',
      message: expect.stringMatching(/^not played: /),
    });
  });
  test('a trial of anything but a Pod', async () => {
    const { rehearser } = played('practice-healthy');
    const pod = { apiVersion: 'v2', kind: 'Pod', metadata: { name: 'x', namespace: 'shop' } };
    await expect(rehearser.tryCreate(pod, really)).rejects.toMatchObject({
      word: 'Unavailable',
      message: expect.stringMatching(/^not played: create v2 Pod/),
    });
  });
});

test('a Pod is tried in a namespace that is there, under a name that is free', async () => {
  const { rehearser, reader } = played('practice-healthy');
  const [taken] = await reader.list('Pod', 'shop');
  const pod = (name: string, namespace: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace },
    spec: { containers: [{ name: 'a', image: 'a:1' }] },
  });
  await expect(rehearser.tryCreate(pod('x', 'bank'), really)).rejects.toMatchObject({ word: 'NotFound' });
  await expect(rehearser.tryCreate(pod(taken?.metadata.name ?? '', 'shop'), really)).rejects.toMatchObject({
    word: 'Impossible',
    message: expect.stringContaining('already exists'),
  });
  await expect(rehearser.tryCreate(pod('Not-Free', 'shop'), really)).rejects.toMatchObject({ word: 'Impossible' });
});

const token = fc.oneof(
  fc.constantFrom(
    'metadata',
    'labels',
    'annotations',
    'spec',
    'template',
    'containers',
    'replicas',
    'strategy',
    'env',
    'resources',
    'limits',
    'memory',
    '0',
    '-',
    '__proto__',
    'constructor',
    'status',
    'ports',
    'selector',
    'readinessProbe',
    'httpGet',
    'port',
    'uid',
    'resourceVersion',
  ),
  fc.string({ maxLength: 6 }),
);
const path = fc.oneof(
  fc.array(token, { maxLength: 7 }).map((tokens) => tokens.map((each) => `/${each}`).join('')),
  fc.constantFrom(app, `${app}/resources`, `${app}/env`, '/spec', '/metadata'),
  fc.string({ maxLength: 9 }),
);
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('64Mi', '1e99', -1, 1e308, '', [], {}, null),
) as fc.Arbitrary<Json>;
const op: fc.Arbitrary<PatchOp> = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'replace', 'test'), path, value }),
  fc.record({ op: fc.constant('remove' as const), path }),
);

test('a status that is none is the fault of the patch, not of the practice cluster', async () => {
  const { executor } = played('practice-memory');
  const thrown = await executor.patch(cart, [{ op: 'add', path: '/status', value: '64Mi' }], really).catch(asFault);
  expect(thrown).toMatchObject({ word: 'Impossible', message: expect.stringContaining('status') });
});

test('any patch is applied whole or refused in a word it signs, and what it leaves can be read and goes on', async () => {
  const { executor, reader, clock, practice } = played('practice-memory');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<ObjectRef>(cart, service),
      fc.array(op, { minLength: 1, maxLength: 4 }),
      async (ref, ops) => {
        const before = await reader.get(ref);
        const refused = await executor.patch(ref, ops, really).then(() => undefined, asFault);
        if (refused !== undefined) {
          expect(['Stale', 'Impossible', 'Unavailable']).toContain(refused.word);
          if (refused.word === 'Unavailable') expect(refused.message).toMatch(/^not played/);
          expect(await reader.get(ref)).toEqual(before);
        }
        clock.pass(15_000);
        for (const kind of ['Deployment', 'Pod', 'EndpointSlice', 'Event'] as const) await reader.list(kind);
      },
    ),
    { numRuns: 300 },
  );
  expect(practice.calls().length).toBeGreaterThan(0);
});
