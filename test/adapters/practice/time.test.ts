import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { appTemplate, type Scenario, type ScenarioName, scenarios } from '../../../src/adapters/practice/index.ts';
import type { PatchOp } from '../../../src/contracts/json.ts';
import { Deployment, type KubeObject } from '../../../src/contracts/kube.ts';
import { cart, everything, limitPath, played, really } from './world.ts';

/** Fast and slow deaths, leaks, a stuck rollout between leaking pods, and pods that end one after the other. */
const leaking = (strategy: object): Scenario => ({
  namespace: 'shop',
  workloads: [
    {
      name: 'cart',
      replicas: 3,
      revisions: [
        { ago: 500, template: appTemplate('cart') },
        { ago: 100, template: appTemplate('cart', { image: 'registry.example/shop/cart:2' }) },
      ],
      needs: { leaks: true, crashingImages: ['registry.example/shop/cart:2'] },
      spec: strategy,
    },
  ],
});
const worlds: (ScenarioName | Scenario)[] = [
  ...(Object.keys(scenarios) as ScenarioName[]),
  leaking({}),
  leaking({ strategy: { type: 'Recreate' } }),
  leaking({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 2 } }, progressDeadlineSeconds: 30 }),
];
const image = '/spec/template/spec/containers/0/image';
const patches: PatchOp[] = [
  { op: 'replace', path: limitPath, value: '512Mi' },
  { op: 'replace', path: limitPath, value: '80Mi' },
  { op: 'replace', path: '/spec/replicas', value: 4 },
  { op: 'replace', path: '/spec/replicas', value: 0 },
  { op: 'replace', path: image, value: 'registry.example/shop/cart:1.4.2' },
  { op: 'replace', path: image, value: 'registry.example/shop/cart:2' },
  { op: 'replace', path: image, value: 'registry.example/shop/none:1' },
  { op: 'add', path: '/spec/paused', value: true },
];
const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 120_000 })), {
  minLength: 1,
  maxLength: 25,
});
/** Waits, split into steps at which somebody looks, and a patch after each. */
const courses = fc.array(fc.record({ steps, patch: fc.option(fc.constantFrom(...patches), { nil: undefined }) }), {
  minLength: 1,
  maxLength: 4,
});

test('however an interval is split, the same has happened at its end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...worlds), courses, async (scenario, course) => {
      const [lazy, often] = [played(scenario), played(scenario)];
      for (const { steps: some, patch } of course) {
        for (const step of some) {
          often.clock.pass(step);
          await often.reader.list('Deployment');
        }
        lazy.clock.pass(some.reduce((sum, step) => sum + step, 0));
        if (patch === undefined) continue;
        for (const { executor } of [lazy, often]) await executor.patch(cart, [patch], really);
      }
      expect(await everything(lazy.reader)).toEqual(await everything(often.reader));
    }),
    { numRuns: 60 },
  );
});

test.each([1, 24 * 365 * 20])('a jump of %i hours is computed, not lived through', async (hours) => {
  for (const scenario of worlds) {
    const { reader, clock } = played(scenario);
    const before = (await reader.list('Deployment', 'shop')).map(shape);
    clock.pass(hours * 3_600_000);
    expect((await reader.list('Deployment', 'shop')).map(shape)).toEqual(before);
    for (const pod of await reader.list('Pod', 'shop'))
      expect(JSON.stringify(pod)).not.toMatch(/NaN|Infinity|null,"uid/);
  }
});
const shape = (object: KubeObject) => ({ name: object.metadata.name, spec: Deployment.parse(object).spec });

test('restarts and events only grow, and no time lies in the future', async () => {
  const { reader, clock } = played('practice-leak');
  const seen = new Map<string, number>();
  for (let tries = 0; tries < 60; tries += 1) {
    clock.pass(1_700);
    for (const object of [...(await reader.list('Event')), ...(await reader.list('Pod'))]) {
      const pod = object.status as { containerStatuses: { restartCount: number }[] } | undefined;
      const count = pod?.containerStatuses[0]?.restartCount ?? Number(object.count);
      expect(count).toBeGreaterThanOrEqual(seen.get(object.metadata.name) ?? 0);
      seen.set(object.metadata.name, count);
      for (const [time] of JSON.stringify(object).matchAll(/\d{4}-\d\d-\d\dT[\d:]{8}Z/g))
        expect(Date.parse(time)).toBeLessThanOrEqual(Date.parse(clock.now()));
    }
  }
});

test('every answer is there within microtasks', async () => {
  const { reader, executor } = played('practice-memory');
  const asked = [
    reader.list('Pod'),
    reader.get(cart),
    reader.logs({ namespace: 'shop', pod: 'x', container: 'app', previous: false, lines: 1 }),
    executor.patch(cart, [{ op: 'replace', path: '/spec/replicas', value: 3 }], really),
  ];
  let settled = 0;
  for (const each of asked) void each.then(() => (settled += 1));
  for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
  expect(settled).toBe(asked.length);
});
