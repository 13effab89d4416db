import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/contracts/kube.ts';
import { badRevision as analyzer } from '../../../../src/core/diagnosis/analyzers/bad-revision.ts';
import { facts, judged, says, second } from '../judged.ts';
import {
  ago,
  container,
  deployment,
  looping,
  neverRan,
  pod,
  running,
  setName,
  template,
  waiting,
  world,
} from '../objects.ts';

const fresh = container({ image: 'registry.example/shop/cart:2.0.0' });
const one = (status: Record<string, unknown>, more: Parameters<typeof pod>[1] = {}) =>
  pod('cart-b', { set: setName('cart', 2), containers: [fresh], statuses: [status], ...more });
const old = pod('cart-a', { set: setName('cart', 1), ready: true });
const crash = one(looping('app', 1, 'Error'));
const lastGood = { number: 1, replicaSet: setName('cart', 1) };
const found = (symptom: string) => ({ revision: 2, symptom, lastGood });
const conditions = (available: string, since: number, reason = 'ReplicaSetUpdated', status = 'True') => ({
  status: {
    conditions: [
      { type: 'Available', status: available, lastTransitionTime: ago(since) },
      { type: 'Progressing', status, reason, lastTransitionTime: ago(60) },
    ],
  },
});
const three = [
  { number: 1, template: template('cart'), available: 2 },
  { number: 2, template: template('cart', [container({ image: 'x:1' })]), available: 0 },
  { number: 3, template: template('cart', [fresh]) },
];

const rows: [string, KubeObject[], unknown][] = [
  ['sick: crashes, the old pods run', [...second([fresh]), crash, old], found('crash')],
  [
    'sick: image cannot be pulled',
    [...second([fresh]), one(waiting('app', 'ImagePullBackOff', 'x')), old],
    found('image'),
  ],
  [
    'sick: configuration error',
    [...second([fresh]), one(waiting('app', 'CreateContainerConfigError', 'secret "x" not found')), old],
    found('config'),
  ],
  [
    'sick: not ready for minutes',
    [...second([fresh]), one(running('app', { ready: false }), { readySince: 300 }), old],
    found('not-ready'),
  ],
  [
    'sick: the good one is two back',
    [...deployment('cart', three), pod('cart-c', { set: setName('cart', 3), statuses: [looping('app', 1, 'Error')] })],
    { revision: 3, symptom: 'crash', lastGood },
  ],
  [
    'sick: Recreate, available until it came',
    [...second([fresh], { available: 0, replicas: 0 }, conditions('False', 620)), crash],
    found('crash'),
  ],
  [
    'sick: a crash loop that counts as complete',
    [...second([fresh], { available: 0, replicas: 0 }, conditions('False', 500, 'NewReplicaSetAvailable')), crash],
    found('crash'),
  ],
  [
    'sick: several symptoms, the earliest in a start wins',
    [
      ...second([fresh]),
      crash,
      pod('cart-c', { set: setName('cart', 2), statuses: [waiting('app', 'ErrImagePull', 'x')] }),
    ],
    found('image'),
  ],
  ['healthy: all run', [...second([fresh]), one(running('app'), { ready: true })], 'healthy'],
  [
    'healthy: a rollout under way, twenty seconds old',
    [...second([fresh]), one(running('app', { ready: false }), { readySince: 20 }), old],
    'healthy',
  ],
  [
    'healthy: within its startup budget',
    [
      ...second([container({ startupProbe: { httpGet: { port: 8080 }, periodSeconds: 10, failureThreshold: 30 } })]),
      one(running('app', { ready: false, started: false }), {
        readySince: 200,
        containers: [container({ startupProbe: { httpGet: { port: 8080 }, periodSeconds: 10, failureThreshold: 30 } })],
      }),
      old,
    ],
    'healthy',
  ],
  [
    'healthy: the first revision has nothing before it',
    [...deployment('cart', [{ number: 2, template: template('cart', [fresh]) }]), crash],
    'healthy',
  ],
  ['healthy: the one before never ran either', [...second([fresh], { available: 0 }, neverRan), crash], 'healthy'],
  [
    'healthy: the old pods crash, too',
    [...second([fresh]), crash, pod('cart-a', { set: setName('cart', 1), statuses: [looping('app', 1, 'Error')] })],
    'healthy',
  ],
  [
    'healthy: it served for a day before it failed',
    [
      ...deployment(
        'cart',
        [
          { number: 1, template: template('cart'), available: 0, replicas: 0, age: 200000 },
          { number: 2, template: template('cart', [fresh]), age: 90000 },
        ],
        conditions('False', 300, 'NewReplicaSetAvailable'),
      ),
      one(running('app', { ready: false }), { readySince: 300 }),
    ],
    'healthy',
  ],
  [
    'healthy: no node takes the pod',
    [
      ...second([fresh]),
      one(running('app', { ready: false }), {
        phase: 'Pending',
        statuses: [],
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/3 nodes',
            lastTransitionTime: ago(400),
          },
        ],
      }),
      old,
    ],
    'healthy',
  ],
  ['healthy: scaled to zero', [...second([fresh], {}, { spec: { replicas: 0 } }), crash], 'healthy'],
  [
    'borderline: one restart at start, ready since',
    [
      ...second([fresh]),
      one(
        running('app', {
          restartCount: 1,
          lastState: { terminated: { exitCode: 1, reason: 'Error', finishedAt: ago(60) } },
        }),
        { ready: true },
      ),
      old,
    ],
    'healthy',
  ],
];

describe('bad-revision', () => {
  test.each(rows)('%s', (_, objects, expected) => {
    expect(facts(judged(analyzer, world(objects)))).toEqual(expected);
  });

  test('blind without ReplicaSets or pods when somebody is sick; a healthy one needs no revisions', () => {
    const objects = [...second([fresh]), crash, old];
    expect(judged(analyzer, world(objects, { blind: { ReplicaSet: 'forbidden' } }))).toEqual({
      is: 'blind',
      asked: 'list ReplicaSet in shop',
      why: 'forbidden',
    });
    expect(judged(analyzer, world(objects, { blind: { Pod: 'forbidden' } })).is).toBe('blind');
    expect(judged(analyzer, world([...second([fresh]), old], { blind: { ReplicaSet: 'forbidden' } })).is).toBe(
      'healthy',
    );
    expect(judged(analyzer, world(objects, { blind: { Event: 'forbidden' } })).is).toBe('finding');
  });

  test('surer with old pods at work, surest when the deadline passed; never as sure as a specific cause', () => {
    const sure = (objects: KubeObject[]) => {
      const verdict = judged(analyzer, world(objects));
      return verdict.is === 'finding' ? verdict.judgement.confidence : 0;
    };
    const before = sure([...second([fresh], { available: 0 }, conditions('False', 500)), crash]);
    const now = sure([...second([fresh]), crash, old]);
    const stuck = sure([
      ...second([fresh], {}, conditions('True', 3600, 'ProgressDeadlineExceeded', 'False')),
      crash,
      old,
    ]);
    expect(now).toBeGreaterThan(before);
    expect(stuck).toBeGreaterThan(now);
    expect(stuck).toBeLessThan(0.8);
  });

  test('evidence says when it began and what still runs', () => {
    const text = says(
      judged(
        analyzer,
        world([...second([fresh], {}, conditions('True', 3600, 'ProgressDeadlineExceeded', 'False')), crash, old]),
      ),
    );
    expect(text).toContain('began with revision 2 made at');
    expect(text).toContain('1 of 1 pods fail');
    expect(text).toContain('revision 1 still has 2 available pods');
    expect(text).toContain('ProgressDeadlineExceeded');
  });
});
