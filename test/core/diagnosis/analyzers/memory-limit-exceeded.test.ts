import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../src/contracts/kube.ts';
import { memoryLimitExceeded as analyzer } from '../../../../src/core/diagnosis/analyzers/memory-limit-exceeded.ts';
import { facts, judged, says } from '../judged.ts';
import {
  ago,
  container,
  deployment,
  ended,
  looping,
  owner,
  pod,
  podMetrics,
  running,
  setName,
  template,
  waiting,
  world,
} from '../objects.ts';

const small = container({ resources: { limits: { memory: '64Mi' } } });
const unlimited = container({ resources: { requests: { memory: '64Mi' } } });
const set = setName('cart', 1);
const cart = (containers = [small]) => deployment('cart', [{ number: 1, template: template('cart', containers) }]);
const one = (status: Record<string, unknown>, more: Parameters<typeof pod>[1] = {}) =>
  pod('cart-a', { set, containers: [small], statuses: [status], ...more });
const found = { container: 'app', memoryLimit: '64Mi' };

const rows: [string, KubeObject[], unknown][] = [
  ['sick: back-off after OOMKilled', [...cart(), one(looping('app', 137, 'OOMKilled'))], found],
  [
    'sick: lies dead',
    [...cart(), one(running('app', { ready: false, restartCount: 2, state: ended(137, 'OOMKilled', 3) }))],
    found,
  ],
  [
    'sick: runs again, killed two minutes ago',
    [...cart(), one(running('app', { restartCount: 3, lastState: ended(137, 'OOMKilled', 120) }), { ready: true })],
    found,
  ],
  ['sick: killed with another exit code', [...cart(), one(looping('app', 1, 'OOMKilled'))], found],
  [
    'sick: the limit kills the first process',
    [
      ...cart(),
      one(
        looping('app', 128, 'StartError', 3, {
          lastState: ended(128, 'StartError', 9, {
            message: 'failed to create containerd task: container init was OOM-killed (memory limit too low?)',
          }),
        }),
      ),
    ],
    found,
  ],
  [
    'sick: a sidecar, not the app',
    [
      ...cart([small, container({ name: 'proxy', resources: { limits: { memory: '32Mi' } } })]),
      one(running('app'), {
        containers: [small, container({ name: 'proxy', resources: { limits: { memory: '32Mi' } } })],
        statuses: [running('app'), looping('proxy', 137, 'OOMKilled')],
      }),
    ],
    { container: 'proxy', memoryLimit: '32Mi' },
  ],
  [
    'sick: an init container',
    [
      ...cart(),
      one(waiting('app', 'PodInitializing', ''), {
        phase: 'Pending',
        initContainers: [container({ name: 'migrate', resources: { limits: { memory: '16Mi' } } })],
        initStatuses: [looping('migrate', 137, 'OOMKilled')],
      }),
    ],
    { container: 'migrate', memoryLimit: '16Mi' },
  ],
  [
    'sick: a StatefulSet is asked elsewhere, a number as limit',
    [
      ...cart([container({ resources: { limits: { memory: 67108864 } } })]),
      one(looping('app', 137, 'OOMKilled'), {
        containers: [container({ resources: { limits: { memory: 67108864 } } })],
      }),
    ],
    { container: 'app', memoryLimit: '67108864' },
  ],
  [
    'borderline: killed 29 minutes ago, ready',
    [...cart(), one(running('app', { restartCount: 1, lastState: ended(137, 'OOMKilled', 1740) }), { ready: true })],
    found,
  ],
  [
    'borderline: killed 31 minutes ago, ready',
    [...cart(), one(running('app', { restartCount: 1, lastState: ended(137, 'OOMKilled', 1860) }), { ready: true })],
    'healthy',
  ],
  [
    'borderline: killed days ago, not ready today for something else',
    [...cart(), one(running('app', { ready: false, restartCount: 1, lastState: ended(137, 'OOMKilled', 200000) }))],
    'healthy',
  ],
  [
    'borderline: no time on the kill, ready',
    [
      ...cart(),
      one(running('app', { restartCount: 1, lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }), {
        ready: true,
      }),
    ],
    'healthy',
  ],
  ['healthy: exit 137 that was no OOM kill', [...cart(), one(looping('app', 137, 'Error'))], 'healthy'],
  [
    'healthy: OOMKilled without a limit is the node',
    [...cart([unlimited]), one(looping('app', 137, 'OOMKilled'), { containers: [unlimited] })],
    'healthy',
  ],
  ['healthy: crash with exit 1', [...cart(), one(looping('app', 1, 'Error'))], 'healthy'],
  [
    'healthy: a finished init container that was killed once',
    [
      ...cart(),
      one(running('app'), {
        ready: true,
        initContainers: [container({ name: 'migrate', resources: { limits: { memory: '16Mi' } } })],
        initStatuses: [
          running('migrate', { restartCount: 1, state: ended(0, 'Completed'), lastState: ended(137, 'OOMKilled', 60) }),
        ],
      }),
    ],
    'healthy',
  ],
  [
    'healthy: the sick pod is being deleted',
    [...cart(), one(looping('app', 137, 'OOMKilled'), { metadata: { deletionTimestamp: ago(5) } })],
    'healthy',
  ],
  [
    'healthy: scaled to zero',
    [
      ...deployment('cart', [{ number: 1, template: template('cart', [small]) }], { spec: { replicas: 0 } }),
      one(looping('app', 137, 'OOMKilled')),
    ],
    'healthy',
  ],
  [
    'healthy: the pod is nobody’s',
    [...cart(), one(looping('app', 137, 'OOMKilled'), { metadata: { ownerReferences: [] } })],
    'healthy',
  ],
  [
    'healthy: the pod is of an older revision',
    [
      ...deployment('cart', [
        { number: 1, template: template('cart', [small]), available: 0 },
        { number: 2, template: template('cart') },
      ]),
      one(looping('app', 137, 'OOMKilled')),
      pod('cart-b', { set: setName('cart', 2), ready: true }),
    ],
    'healthy',
  ],
  [
    'healthy: finished pod',
    [...cart(), one(running('app', { ready: false, state: ended(137, 'OOMKilled') }), { phase: 'Failed' })],
    'healthy',
  ],
];

describe('memory-limit-exceeded', () => {
  test.each(rows)('%s', (_, objects, expected) => {
    expect(facts(judged(analyzer, world(objects)))).toEqual(expected);
  });

  test('StatefulSets and DaemonSets are judged alike', () => {
    for (const kind of ['StatefulSet', 'DaemonSet']) {
      const objects = [
        { ...(cart()[0] as KubeObject), kind },
        one(looping('app', 137, 'OOMKilled'), { owner: owner(kind, 'cart') }),
      ];
      const verdict = judged(analyzer, world(objects), kind);
      expect(verdict).toMatchObject({ is: 'finding', judgement: { object: { kind, name: 'cart', container: 'app' } } });
    }
  });

  test('without pods it is blind, without metrics or events it is not', () => {
    const objects = [...cart(), one(looping('app', 137, 'OOMKilled'))];
    expect(judged(analyzer, world(objects, { blind: { Pod: 'forbidden' } }))).toEqual({
      is: 'blind',
      asked: 'list Pod in shop',
      why: 'forbidden',
    });
    expect(judged(analyzer, world(objects, { blind: { Event: 'forbidden', PodMetrics: 'forbidden' } })).is).toBe(
      'finding',
    );
    // A dump without ReplicaSets still shows which pods run the template as it is now.
    const without = { blind: { ReplicaSet: 'not in the snapshot' } };
    expect(facts(judged(analyzer, world(objects, without)))).toEqual(found);
    const older = [...cart([container()]), one(looping('app', 137, 'OOMKilled'))];
    expect(judged(analyzer, world(older, without)).is).toBe('healthy');
  });

  test('evidence carries numbers, and confidence grows with restarts and a full reading', () => {
    const sure = (restarts: number, memory?: string) => {
      const sick = one(looping('app', 137, 'OOMKilled', restarts));
      const verdict = judged(analyzer, world([...cart(), sick, ...(memory ? [podMetrics(sick, memory)] : [])]));
      return { verdict, confidence: verdict.is === 'finding' ? verdict.judgement.confidence : 0 };
    };
    expect(sure(4).confidence).toBeGreaterThan(sure(1).confidence);
    expect(sure(1, '62Mi').confidence).toBeGreaterThan(sure(1).confidence);
    expect(sure(1, '10Mi').confidence).toBe(sure(1).confidence);
    expect(says(sure(4, '61Mi').verdict)).toContain('lastState OOMKilled, exit 137');
    expect(says(sure(4, '61Mi').verdict)).toContain('4 restarts, limit 64Mi');
    expect(says(sure(4, '61Mi').verdict)).toContain('memory 61Mi of 64Mi (95 %), cpu 12m');
  });

  test('signs: most restarts of all its pods, and the gap between two deaths', () => {
    const a = one(
      running('app', {
        ready: false,
        restartCount: 5,
        state: ended(137, 'OOMKilled', 10),
        lastState: ended(137, 'OOMKilled', 95),
      }),
    );
    const verdict = judged(analyzer, world([...cart(), a]));
    expect(verdict).toMatchObject({
      judgement: { signs: { restarts: 5, longestGapSeconds: 85, since: `${ago(95).slice(0, -1)}.000Z` } },
    });
  });
});
