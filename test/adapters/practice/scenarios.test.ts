import { describe, expect, test } from 'vitest';
import { type ScenarioName, scenarios } from '../../../src/adapters/practice/index.ts';
import type { CauseId, FactsOf } from '../../../src/contracts/facts.ts';
import { Pod } from '../../../src/contracts/kube.ts';
import { judgeWorld } from '../../../src/core/diagnosis/judge-world.ts';
import { collected, everything, played } from './world.ts';

const shop = { namespace: 'shop' };
type Row<C extends CauseId = CauseId> = [ScenarioName, string, C, FactsOf<C>];
const lastGood = {
  number: 1,
  replicaSet: expect.stringMatching(/^(cart|checkout|web)-[4-9bcdf]{10}$/) as unknown as string,
};
/** The same port: by its name, as the good revision had it, or by its number. */
const either = (...values: (string | number)[]) =>
  expect.toSatisfy((value) => values.includes(value)) as unknown as string;
const image = 'registry.example/shop/checkout:1.5.0-rc';
const table: Row[] = [
  ['practice-memory', 'cart', 'pod.memory-limit-exceeded', { container: 'app', memoryLimit: '64Mi' }],
  ['practice-leak', 'search', 'pod.memory-limit-exceeded', { container: 'app', memoryLimit: '128Mi' }],
  [
    'practice-image',
    'checkout',
    'pod.image-not-found',
    { container: 'app', image, lastGoodImage: 'registry.example/shop/checkout:1.4.2' },
  ],
  ['practice-variable', 'checkout', 'pod.variable-missing', { container: 'app', variable: 'DATABASE_URL', lastGood }],
  [
    'practice-probe',
    'web',
    'pod.probe-wrong-port',
    { container: 'app', probe: 'readinessProbe', handler: 'httpGet', port: 9090, rightPort: either('http', 8080) },
  ],
  ['practice-revision', 'cart', 'workload.bad-revision', { revision: 2, symptom: 'crash', lastGood }],
];

describe.each(table)('%s', (scenario, workload, cause, facts) => {
  test.each([0, 1, 7, 13_337, 60_000, 86_400_000])('is diagnosed %i ms after it was seeded', async (later) => {
    const { reader, clock } = played(scenario);
    clock.pass(later);
    const { judgements, blind } = judgeWorld(await collected(reader, clock), shop);
    expect(blind).toEqual([]);
    expect(judgements).toHaveLength(1);
    expect(judgements[0]).toMatchObject({ object: { kind: 'Deployment', name: workload }, cause: { id: cause } });
    expect(judgements[0]?.facts).toMatchObject(facts);
  });
});

test('every scenario that has an alarm is in the table', () => {
  const told = Object.entries(scenarios).flatMap(([name, scenario]) => ('alarm' in scenario ? [name] : []));
  expect(table.map(([name]) => name).sort()).toEqual(told.sort());
});

test('the healthy shop has nothing to find', async () => {
  const { reader, clock } = played('practice-healthy');
  expect(judgeWorld(await collected(reader, clock), shop)).toMatchObject({ judgements: [], blind: [] });
});

test.each(Object.keys(scenarios) as ScenarioName[])('%s: whoever is not sick is well and served', async (name) => {
  const { reader } = played(name);
  const scenario = scenarios[name];
  const sick = 'alarm' in scenario ? scenario.alarm.workload : undefined;
  const pods = (await reader.list('Pod', 'shop')).map((pod) => Pod.parse(pod));
  for (const { name: workload } of scenario.workloads.filter((each) => each.name !== sick)) {
    const own = pods.filter((pod) => pod.metadata.labels?.app === workload);
    expect(own).toHaveLength(2);
    for (const pod of own) expect(pod.status?.containerStatuses).toMatchObject([{ ready: true, restartCount: 0 }]);
    const slices = await reader.list('EndpointSlice', 'shop');
    const slice = slices.find(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === workload);
    expect(slice).toMatchObject({ endpoints: [{ conditions: { ready: true } }, { conditions: { ready: true } }] });
  }
});

test('a new bad revision leaves the old pods serving; a memory that is too small does not', async () => {
  const ready = async (name: ScenarioName, service: string): Promise<number> => {
    const slices = await played(name).reader.list('EndpointSlice', 'shop');
    const slice = slices.find(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === service);
    return ((slice?.endpoints ?? []) as { conditions: { ready: boolean } }[]).filter(
      ({ conditions }) => conditions.ready,
    ).length;
  };
  expect(await ready('practice-revision', 'cart')).toBe(2);
  expect(await ready('practice-image', 'checkout')).toBe(2);
  expect(await ready('practice-memory', 'cart')).toBe(0);
});

test('web says in its log that cart cannot be reached, and only then', async () => {
  const said = async (name: ScenarioName): Promise<string> => {
    const { reader } = played(name);
    const [pod] = (await reader.list('Pod', 'shop')).filter(({ metadata }) => metadata.labels?.app === 'web');
    const ask = { namespace: 'shop', pod: pod?.metadata.name ?? '', container: 'app', previous: false, lines: 5 };
    return (await reader.logs(ask)) ?? '';
  };
  expect(await said('practice-memory')).toContain(
    'call to http://cart failed: dial tcp cart: connect: connection refused',
  );
  expect(await said('practice-healthy')).not.toContain('failed');
});

test.each([
  ['practice-memory', /100Mi|104857600/],
  ['practice-leak', /leak|since/i],
  ['practice-revision', /crashing|goodImages/i],
  ['practice-probe', /listensOn/i],
] as const)('%s: what the program really needs shows nowhere', async (name, answer) => {
  const { reader, clock } = played(name);
  clock.pass(120_000);
  expect(JSON.stringify(await everything(reader))).not.toMatch(answer);
});
