import { describe, expect, test } from 'vitest';
import type { ScenarioName } from '../../../src/adapters/practice/index.ts';
import type { PatchOp } from '../../../src/contracts/json.ts';
import { Deployment, Pod } from '../../../src/contracts/kube.ts';
import type { Claim } from '../../../src/contracts/plan.ts';
import type { Watch } from '../../../src/contracts/remediation.ts';
import { judgeWorld } from '../../../src/core/diagnosis/judge-world.ts';
import { reprove } from '../../../src/core/diagnosis/reprove.ts';
import { baselineOf } from '../../../src/core/recovery/baseline.ts';
import { watchRecovery } from '../../../src/core/recovery/watch.ts';
import { cart, collected, limitPath, played, really } from './world.ts';

const recovery = { quietSeconds: 60, gapFactor: 2, lookSeconds: 5, deadlineSeconds: 600 };
type Playing = ReturnType<typeof played>;

/** Diagnoses, applies the patch, and looks every five seconds until there is a verdict. */
async function mended(playing: Playing, name: string, ops: PatchOp[]): Promise<Watch> {
  const { reader, executor, clock } = playing;
  const record = await collected(reader, clock);
  const judgement = judgeWorld(record, { namespace: 'shop' }).judgements.find(({ object }) => object.name === name);
  if (judgement === undefined) throw new Error(`${name} is well`);
  const claim: Claim = {
    analyzer: judgement.cause.id,
    version: judgement.version,
    object: judgement.object,
    cause: judgement.cause.id,
    facts: judgement.facts,
  };
  const baseline = baselineOf(record, claim, 30);
  await executor.patch({ kind: 'Deployment', namespace: 'shop', name }, ops, really);
  let watch: Watch = { baseline, ranAt: clock.now(), restarts: {}, looks: 0, verdict: 'watching', says: '' };
  while (watch.verdict === 'watching' && watch.looks < 400) {
    clock.pass(5_000);
    const now = clock.now();
    const seen = await collected(reader, clock);
    watch = watchRecovery({
      previous: watch,
      record: seen,
      claim,
      reproved: reprove(claim, seen),
      settings: recovery,
      now,
    });
  }
  return watch;
}

const app = '/spec/template/spec/containers/0';
const limit = (from: string, to: string): PatchOp[] => [
  { op: 'test', path: limitPath, value: from },
  { op: 'replace', path: limitPath, value: to },
];
const cures: [ScenarioName, string, PatchOp[]][] = [
  ['practice-memory', 'cart', limit('64Mi', '128Mi')],
  [
    'practice-image',
    'checkout',
    [{ op: 'replace', path: `${app}/image`, value: 'registry.example/shop/checkout:1.4.2' }],
  ],
  [
    'practice-variable',
    'checkout',
    [{ op: 'add', path: `${app}/env`, value: [{ name: 'DATABASE_URL', value: 'postgres://orders-db/orders' }] }],
  ],
  ['practice-probe', 'web', [{ op: 'replace', path: `${app}/readinessProbe/httpGet/port`, value: 'http' }]],
  ['practice-revision', 'cart', [{ op: 'replace', path: `${app}/image`, value: 'registry.example/shop/cart:1.4.2' }]],
];

describe('what answers the cause', () => {
  test.each(cures)('%s recovers', async (scenario, name, ops) => {
    const watch = await mended(played(scenario), name, ops);
    expect(watch).toMatchObject({ verdict: 'recovered' });
    // One window of quiet and the rollout: nobody waits for the deadline.
    expect(watch.looks * recovery.lookSeconds).toBeLessThan(120);
  });
});

describe('what does not', () => {
  test.each(['256Mi', '1Gi', '8Gi'])('a leak comes back under %s', async (to) => {
    const watch = await mended(played('practice-leak'), 'search', limit('128Mi', to));
    expect(watch).toMatchObject({ verdict: 'not_recovered' });
    expect(watch.says).toContain('the signal is back on the new revision');
  });
  test('too little more memory is still too little', async () => {
    const watch = await mended(played('practice-memory'), 'cart', limit('64Mi', '80Mi'));
    expect(watch).toMatchObject({ verdict: 'not_recovered' });
  });
  test('another image that is not there either', async () => {
    const watch = await mended(played('practice-image'), 'checkout', [
      { op: 'replace', path: `${app}/image`, value: 'x:1' },
    ]);
    expect(watch).toMatchObject({ verdict: 'not_recovered' });
  });
});

test('a leak taken back runs in the old ReplicaSet again', async () => {
  const { reader, executor, clock } = played('practice-leak');
  const ref = { ...cart, name: 'search' };
  const before = Deployment.parse(await reader.get(ref));
  await executor.patch(ref, limit('128Mi', '256Mi'), really);
  clock.pass(30_000);
  await executor.patch(ref, limit('256Mi', '128Mi'), really);
  clock.pass(30_000);
  const after = Deployment.parse(await reader.get(ref));
  expect(after.spec).toEqual(before.spec);
  expect(after.metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '3' });
  const sets = (await reader.list('ReplicaSet', 'shop')).filter(({ metadata }) => metadata.labels?.app === 'search');
  expect(
    sets
      .map(({ metadata, spec }) => [
        metadata.annotations?.['deployment.kubernetes.io/revision'],
        (spec as { replicas: number }).replicas,
      ])
      .sort(),
  ).toEqual([
    ['2', 0],
    ['3', 2],
  ]);
  expect(sets.find(({ spec }) => (spec as { replicas: number }).replicas === 2)?.metadata.annotations).toMatchObject({
    'deployment.kubernetes.io/revision-history': '1',
  });
});

test('the controller sees a write a moment later, and old pods leave one by one as new ones are ready', async () => {
  const { reader, executor, clock } = played('practice-healthy');
  const seen = async () => {
    const { metadata, status } = Deployment.parse(await reader.get(cart));
    const pods = (await reader.list('Pod', 'shop')).filter((pod) => pod.metadata.labels?.app === 'cart');
    return [
      metadata.generation === status?.observedGeneration,
      status?.replicas,
      status?.updatedReplicas ?? 0,
      status?.availableReplicas ?? 0,
      pods.length,
    ];
  };
  expect(await seen()).toEqual([true, 2, 2, 2, 2]);
  await executor.patch(cart, limit('256Mi', '512Mi'), really);
  expect(await seen()).toEqual([false, 2, 2, 2, 2]);
  clock.pass(100);
  expect(await seen()).toEqual([true, 3, 1, 2, 3]);
  // Started after a second, ready after two; then one old pod is on its way out and the second new one comes.
  clock.pass(2_000);
  expect(await seen()).toEqual([true, 3, 2, 2, 4]);
  clock.pass(1_000);
  expect(await seen()).toEqual([true, 3, 2, 2, 3]);
  clock.pass(1_000);
  expect(await seen()).toEqual([true, 2, 2, 2, 3]);
  clock.pass(1_000);
  expect(await seen()).toEqual([true, 2, 2, 2, 2]);
});

const progress = async ({ reader }: Playing) =>
  Deployment.parse(await reader.get(cart)).status?.conditions?.find(({ type }) => type === 'Progressing');

test('a rollout that never gets ready runs into its deadline, and out of it when it is mended', async () => {
  const playing = played('practice-healthy');
  const { executor, clock } = playing;
  expect(await progress(playing)).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
  await executor.patch(cart, [{ op: 'replace', path: `${app}/image`, value: 'x:1' }], really);
  clock.pass(100);
  expect(await progress(playing)).toMatchObject({ status: 'True', reason: 'NewReplicaSetCreated' });
  clock.pass(599_999);
  expect(await progress(playing)).toMatchObject({ status: 'True' });
  clock.pass(1);
  expect(await progress(playing)).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
  await executor.patch(
    cart,
    [{ op: 'replace', path: `${app}/image`, value: 'registry.example/shop/cart:1.4.2' }],
    really,
  );
  clock.pass(100);
  expect(await progress(playing)).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
});

test('with strategy Recreate all old pods are gone before a new one is made', async () => {
  const { reader, executor, clock } = played('practice-healthy');
  await executor.patch(
    cart,
    [{ op: 'replace', path: '/spec/strategy', value: { type: 'Recreate' } }, ...limit('256Mi', '512Mi')],
    really,
  );
  const live = async () =>
    (await reader.list('Pod', 'shop'))
      .map((pod) => Pod.parse(pod))
      .filter(({ metadata }) => metadata.labels?.app === 'cart');
  clock.pass(100);
  expect((await live()).map(({ metadata }) => typeof metadata.deletionTimestamp)).toEqual(['string', 'string']);
  clock.pass(1_000);
  const fresh = await live();
  expect(fresh.map(({ spec }) => spec.containers[0]?.resources?.limits?.memory)).toEqual(['512Mi', '512Mi']);
});

test('a paused Deployment scales and takes up no template', async () => {
  const { reader, executor, clock } = played('practice-healthy');
  await executor.patch(
    cart,
    [
      { op: 'add', path: '/spec/paused', value: true },
      { op: 'replace', path: '/spec/replicas', value: 3 },
      ...limit('256Mi', '512Mi'),
    ],
    really,
  );
  clock.pass(10_000);
  const sets = (await reader.list('ReplicaSet', 'shop')).filter(({ metadata }) => metadata.labels?.app === 'cart');
  expect(sets).toMatchObject([{ spec: { replicas: 3 } }]);
  await executor.patch(cart, [{ op: 'remove', path: '/spec/paused' }], really);
  clock.pass(20_000);
  expect(Deployment.parse(await reader.get(cart)).status).toMatchObject({
    updatedReplicas: 3,
    availableReplicas: 3,
    replicas: 3,
  });
});

test('old ReplicaSets beyond the history limit go', async () => {
  const { reader, executor, clock } = played('practice-healthy');
  await executor.patch(cart, [{ op: 'replace', path: '/spec/revisionHistoryLimit', value: 2 }], really);
  for (const value of ['260Mi', '270Mi', '280Mi', '290Mi']) {
    await executor.patch(cart, [{ op: 'replace', path: limitPath, value }], really);
    clock.pass(20_000);
  }
  const sets = (await reader.list('ReplicaSet', 'shop')).filter(({ metadata }) => metadata.labels?.app === 'cart');
  expect(sets.map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision']).sort()).toEqual([
    '3',
    '4',
    '5',
  ]);
});

test.each(['livenessProbe', 'startupProbe'] as const)(
  'a %s on the wrong port has the container killed',
  async (probe) => {
    const { reader, executor, clock } = played('practice-healthy');
    await executor.patch(
      cart,
      [{ op: 'add', path: `${app}/${probe}`, value: { tcpSocket: { port: 9090 }, periodSeconds: 2 } }],
      really,
    );
    clock.pass(30_000);
    const pods = (await reader.list('Pod', 'shop')).map((pod) => Pod.parse(pod));
    const bad = pods.find((pod) => pod.spec.containers[0]?.[probe] !== undefined);
    expect(bad?.status?.containerStatuses?.[0]).toMatchObject({
      lastState: { terminated: { exitCode: 137, reason: 'Error' } },
    });
    const word = probe === 'livenessProbe' ? 'Liveness' : 'Startup';
    const events = (await reader.list('Event', 'shop')).filter(
      (event) => (event.involvedObject as { uid: string }).uid === bad?.metadata.uid,
    );
    const restarts = bad?.status?.containerStatuses?.[0]?.restartCount ?? 0;
    expect(restarts).toBeGreaterThan(1);
    const unhealthy = events.find(({ reason }) => reason === 'Unhealthy');
    expect(unhealthy?.message).toMatch(
      new RegExp(`^${word} probe failed: dial tcp 10\\.\\S+:9090: connect: connection refused$`),
    );
    expect(Number(unhealthy?.count)).toBeGreaterThanOrEqual(3 * restarts);
    expect(events.find(({ reason }) => reason === 'Killing')?.message).toBe(
      `Container app failed ${word.toLowerCase()} probe, will be restarted`,
    );
  },
);
