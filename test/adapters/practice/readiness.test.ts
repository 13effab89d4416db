import { describe, expect, test } from 'vitest';
import { appTemplate, type Scenario, type ScenarioName } from '../../../src/adapters/practice/index.ts';
import { Deployment, EndpointSlice, type KubeObject, Pod, ReplicaSet } from '../../../src/contracts/kube.ts';
import type { Cluster } from '../../../src/core/ports.ts';
import { cart, limitPath, played, really } from './world.ts';

const conditionOf = (object: Pod | Deployment, type: string) =>
  object.status?.conditions?.find((condition) => condition.type === type);
const isOf =
  (name: string) =>
  ({ metadata }: KubeObject): boolean =>
    metadata.labels?.app === name || metadata.labels?.['kubernetes.io/service-name'] === name;

/** The workload as four controllers tell of it at one moment. */
async function seen(reader: Cluster, name: string) {
  const deployment = Deployment.parse(await reader.get({ ...cart, name }));
  const pods = (await reader.list('Pod', 'shop')).filter(isOf(name)).map((pod) => Pod.parse(pod));
  const sets = (await reader.list('ReplicaSet', 'shop')).filter(isOf(name)).map((set) => ReplicaSet.parse(set));
  const [slice] = (await reader.list('EndpointSlice', 'shop')).filter(isOf(name));
  const endpoints = EndpointSlice.parse(slice).endpoints ?? [];
  return {
    available: deployment.status?.availableReplicas ?? 0,
    inSets: sets.reduce((sum, set) => sum + (set.status?.availableReplicas ?? 0), 0),
    readyPods: pods.filter((pod) => conditionOf(pod, 'Ready')?.status === 'True').length,
    readyContainers: pods.filter((pod) => pod.status?.containerStatuses?.every((status) => status.ready)).length,
    endpoints: endpoints.filter((endpoint) => endpoint.conditions?.ready).length,
    condition: conditionOf(deployment, 'Available'),
    leaving: pods.filter((pod) => pod.metadata.deletionTimestamp).length,
  };
}

/** Never well and never down for good; the second has pods that come and go while a rollout is stuck. */
const stuck: Scenario = {
  namespace: 'shop',
  workloads: [
    {
      name: 'search',
      replicas: 3,
      revisions: [
        { ago: 300, template: appTemplate('search') },
        { ago: 100, template: appTemplate('search', { image: 'registry.example/shop/search:2' }) },
      ],
      needs: { leaks: true, crashingImages: ['registry.example/shop/search:2'] },
    },
  ],
};

describe.each<[string, ScenarioName | Scenario, number]>([
  ['a leak', 'practice-leak', 2],
  ['a leak behind a stuck rollout', stuck, 3],
])('%s', (_name, scenario, least) => {
  test('all controllers agree at every moment, and Available turns when the pods do', async () => {
    const { reader, clock } = played(scenario);
    let turned: string | undefined;
    let was: string | undefined;
    const statuses = new Set<string>();
    for (let tries = 0; tries < 300; tries += 1) {
      const { available, inSets, readyPods, readyContainers, endpoints, condition } = await seen(reader, 'search');
      expect([inSets, readyPods, readyContainers, endpoints]).toEqual([available, available, available, available]);
      expect(condition?.status).toBe(available >= least ? 'True' : 'False');
      if (was !== undefined && condition?.status !== was) turned = clock.now();
      if (turned !== undefined) {
        // Seen at the first look of a quarter of a second in which it turned; written in whole seconds.
        const since = Date.parse(String(condition?.lastTransitionTime));
        expect(since).toBeLessThanOrEqual(Date.parse(turned));
        expect(since).toBeGreaterThan(Date.parse(turned) - 1_250);
      }
      was = condition?.status;
      statuses.add(String(was));
      clock.pass(250);
    }
    expect([...statuses].sort()).toEqual(['False', 'True']);
  });

  test('looked at after a day it says when it turned last, not when somebody looked last', async () => {
    const { reader, clock } = played(scenario);
    clock.pass(86_400_000);
    const { condition } = await seen(reader, 'search');
    expect(Date.parse(clock.now()) - Date.parse(String(condition?.lastTransitionTime))).toBeLessThan(60_000);
  });
});

test('since the first kill a pod is not ready, however often it was killed since', async () => {
  const { reader, clock } = played('practice-memory');
  const since = async () =>
    (await reader.list('Pod', 'shop'))
      .filter(isOf('cart'))
      .map((pod) => conditionOf(Pod.parse(pod), 'Ready')?.lastTransitionTime);
  const first = await since();
  expect(first.every((time) => /^2026-03-01T09:56:0[23]Z$/.test(String(time)))).toBe(true);
  clock.pass(5 * 3_600_000);
  expect(await since()).toEqual(first);
});

test('pods that come and go are no progress: the deadline of their rollout passes', async () => {
  // Each life is shortly ready, and the second new pod comes when the first one is: they are never ready together.
  const { reader, executor, clock } = played('practice-leak', { timings: { leak: 1_050, backOffFirst: 5_000 } });
  const search = { ...cart, name: 'search' };
  const ops = [
    { op: 'replace', path: '/spec/progressDeadlineSeconds', value: 60 },
    { op: 'replace', path: limitPath, value: '1Gi' },
  ] as const;
  await executor.patch(search, ops, really);
  const progress = async () => conditionOf(Deployment.parse(await reader.get(search)), 'Progressing');
  let most = 0;
  for (let tries = 0; tries < 1_000; tries += 1) {
    clock.pass(100);
    most = Math.max(most, (await seen(reader, 'search')).available);
  }
  expect(most).toBeGreaterThan(0);
  expect(await progress()).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded' });
  const before = await progress();
  clock.pass(20 * 365 * 86_400_000);
  expect(await progress()).toEqual(before);
});

test('a pod on its way out serves nobody', async () => {
  const { reader, executor, clock } = played('practice-healthy');
  await executor.patch(cart, [{ op: 'replace', path: '/spec/replicas', value: 1 }], really);
  clock.pass(100);
  expect(await seen(reader, 'cart')).toMatchObject({ leaving: 1, available: 1, readyPods: 1, endpoints: 1 });
  const slice = (await reader.list('EndpointSlice', 'shop')).find(isOf('cart'));
  expect(EndpointSlice.parse(slice).endpoints?.map(({ conditions }) => conditions)).toEqual(
    expect.arrayContaining([
      { ready: true, serving: true, terminating: false },
      { ready: false, serving: false, terminating: true },
    ]),
  );
  clock.pass(1_000);
  expect(await seen(reader, 'cart')).toMatchObject({ leaving: 0, endpoints: 1 });
});
