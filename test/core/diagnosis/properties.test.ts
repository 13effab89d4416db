import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Diagnosis } from '../../../src/contracts/diagnosis.ts';
import type { KubeObject } from '../../../src/contracts/kube.ts';
import { WorldRecord } from '../../../src/contracts/world.ts';
import { diagnose } from '../../../src/core/diagnosis/diagnose.ts';
import { followUps } from '../../../src/core/diagnosis/follow.ts';
import { judgeWorld } from '../../../src/core/diagnosis/judge-world.ts';
import { reprove } from '../../../src/core/diagnosis/reprove.ts';
import { openWorld } from '../../../src/core/diagnosis/world.ts';
import { second } from './judged.ts';
import {
  container,
  event,
  log,
  looping,
  pod,
  podMetrics,
  running,
  service,
  setName,
  waiting,
  world,
} from './objects.ts';

const kinds = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Pod',
  'Event',
  'Service',
  'PodMetrics',
] as const;
const junk = fc.jsonValue({ maxDepth: 3 });
const name = fc.constantFrom('cart', 'web', setName('cart', 1), setName('cart', 2), 'cart-b', '');

/** Objects of the right outline with anything inside. */
const odd = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constantFrom(...kinds),
  metadata: fc.record({ name, namespace: fc.constantFrom('shop', 'other') }),
  spec: junk,
  status: junk,
  containers: junk,
}) as fc.Arbitrary<KubeObject>;

const small = container({ resources: { limits: { memory: '64Mi' } }, env: [] });
const cartPod = pod('cart-b', {
  set: setName('cart', 2),
  containers: [small],
  statuses: [looping('app', 137, 'OOMKilled')],
});
const real: KubeObject[] = [
  ...second([small]),
  cartPod,
  pod('cart-c', {
    set: setName('cart', 2),
    containers: [small],
    statuses: [waiting('app', 'ErrImagePull', 'x: not found')],
  }),
  pod('cart-d', { set: setName('cart', 2), containers: [small], statuses: [looping('app', 1, 'Error')] }),
  pod('cart-e', { set: setName('cart', 2), containers: [small], statuses: [running('app', { ready: false })] }),
  event(cartPod, 'Unhealthy', 'Readiness probe failed: dial tcp 10.1.0.7:9090: connect: connection refused'),
  service('cart'),
  podMetrics(cartPod, '61Mi'),
];

/** One field somewhere in a real object becomes something else. */
const broken = fc
  .tuple(fc.nat(), fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 7 }), junk)
  .map(([which, path, value]) => {
    const object = structuredClone(real[which % real.length]) as KubeObject;
    let at: unknown = object;
    for (const [depth, step] of path.entries()) {
      if (typeof at !== 'object' || at === null) break;
      // What makes it an object at all stays: a record without it is refused before it comes here.
      const keys = Object.keys(at).filter((key) => depth > 0 || !['apiVersion', 'kind', 'metadata'].includes(key));
      const key = keys[step % Math.max(1, keys.length)];
      if (key === undefined) break;
      const inner = (at as Record<string, unknown>)[key];
      if (depth === path.length - 1 || typeof inner !== 'object' || inner === null) {
        (at as Record<string, unknown>)[key] = structuredClone(value);
        break;
      }
      at = inner;
    }
    return object;
  });

const reads = (objects: readonly KubeObject[], text: string): WorldRecord => {
  const record = world(objects, { reads: [log(cartPod, text), log(real[4] as KubeObject, text)] });
  return WorldRecord.parse(JSON.parse(JSON.stringify(record)));
};
const shop = { namespace: 'shop' };

describe('whatever a cluster answers', () => {
  const anything = fc.tuple(
    fc.array(fc.oneof(odd, broken), { maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 300 }),
  );

  test('judging, following and proving never throw, and answer in shape', () => {
    fc.assert(
      fc.property(anything, fc.boolean(), ([objects, text], all) => {
        const record = reads(all ? [...objects, ...real] : objects, text);
        const { diagnosis, judgements } = diagnose(record, shop, () => []);
        expect(Diagnosis.safeParse(diagnosis).success).toBe(true);
        followUps(openWorld(record), shop);
        for (const { analyzer, version, object, cause, facts } of judgements) {
          // What was judged just now is proven by the same record.
          expect(reprove({ analyzer, version, object, cause: cause.id, facts }, record)).toEqual({ is: 'holds' });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the order of objects does not change a byte', () => {
    fc.assert(
      fc.property(anything, fc.nat(), ([objects, text], seed) => {
        const given = [...objects, ...real];
        const turned = given
          .map((object, at) => ({ object, key: (at * 7919 + seed) % 104729 }))
          .sort((a, b) => a.key - b.key);
        const bytes = (all: readonly KubeObject[]) =>
          JSON.stringify(diagnose(reads(all, text), shop, () => []).diagnosis);
        expect(bytes(turned.map((each) => each.object))).toBe(bytes(given));
      }),
      { numRuns: 150 },
    );
  });

  test('one read more refused never turns a sick or blind answer into a healthy one', () => {
    const record = reads(real, 'DATABASE_URL must be set');
    for (const at of record.reads.keys()) {
      const less = {
        ...record,
        reads: record.reads.map((read, index) =>
          index === at ? { ...read, answer: { is: 'blind' as const, why: 'forbidden' } } : read,
        ),
      };
      expect(diagnose(less, shop, () => []).diagnosis.healthy).toBe(false);
    }
  });

  test('an object that cannot be read is named, not skipped', () => {
    const unreadable = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'odd', namespace: 'shop' },
      spec: 'x',
    } as KubeObject;
    expect(judgeWorld(reads([unreadable], ''), shop).blind).toEqual([
      { asked: 'pod/shop/odd', why: expect.stringContaining('unreadable: spec') },
    ]);
  });
});

describe('size', () => {
  const fleet = (pods: number): WorldRecord => {
    const deployments = pods / 10;
    const objects = Array.from({ length: deployments }, (_, at) => {
      const namespace = `team-${at % 50}`;
      const sick = at % 50 === 7;
      const all = second([small]).map(
        (object) =>
          JSON.parse(
            JSON.stringify(object).replaceAll('cart', `svc${at}`).replaceAll('"shop"', `"${namespace}"`),
          ) as KubeObject,
      );
      const members = Array.from({ length: 10 }, (_each, index) =>
        pod(`svc${at}-${index}`, {
          namespace,
          set: setName(`svc${at}`, 2),
          containers: [small],
          ready: !sick,
          statuses: [sick ? looping('app', 137, 'OOMKilled') : running('app')],
          metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: all[2]?.metadata.name ?? '', controller: true }] },
        }),
      );
      return [...all, ...members, service(`svc${at}`, `svc${at}`, {}, namespace)];
    }).flat();
    return world(objects, { wide: true });
  };
  const cpuMilliseconds = (record: WorldRecord): number => {
    const before = process.cpuUsage();
    const { diagnosis } = diagnose(record, {}, () => []);
    const { user, system } = process.cpuUsage(before);
    expect(diagnosis.findings.length).toBe(
      record.reads
        .flatMap((read) => (read.answer.is === 'objects' ? read.answer.objects : []))
        .filter((each) => each.kind === 'Deployment').length / 50,
    );
    return (user + system) / 1000;
  };

  test('200 pods are nothing, 5,000 pods are seconds', () => {
    // A fleet of 500 first, so that the small figure is not the engine's warm-up.
    cpuMilliseconds(fleet(500));
    const small200 = cpuMilliseconds(fleet(500)) * 0.4;
    const large = cpuMilliseconds(fleet(5000));
    console.log(`cpu: 200 pods ${small200.toFixed(0)} ms, 5000 pods ${large.toFixed(0)} ms`);
    expect(small200).toBeLessThan(100);
    expect(large).toBeLessThan(3000);
  });
});
