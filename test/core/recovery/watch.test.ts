import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/contracts/kube.ts';
import { Watch } from '../../../src/contracts/remediation.ts';
import { Recovery } from '../../../src/contracts/settings.ts';
import { lookInterval, quietWindow, watchRecovery } from '../../../src/core/recovery/watch.ts';
import {
  at,
  before,
  claimOn,
  gone,
  looks,
  pod,
  ranAt,
  record,
  type Said,
  type Shop,
  settings,
  shop,
  stateful,
} from './shop.ts';

const holds: Said = { is: 'holds' };
const baselineWith = (extra: KubeObject[], gap?: number) => before({ extra }, gap);
const well = (...seconds: number[]) => seconds.map((second) => ({ at: second }));

describe('recovered', () => {
  test('all evidence at every look of the window', () => {
    const watch = looks(well(10, 30, 50, 70));
    expect(watch).toMatchObject({
      verdict: 'recovered',
      goodSince: at(10),
      looks: 4,
      restarts: { 'cart-new-a': 0, 'cart-new-b': 0 },
    });
    expect(watch.says).toBe('Recovered: all evidence held for 60 s of 60 s.');
    expect(Watch.parse(watch)).toEqual(watch);
  });

  test.each([
    [69.999, 'watching'],
    [70, 'recovered'],
    [70.001, 'recovered'],
  ])('the window is closed at exactly its length: %d s', (second, verdict) => {
    expect(looks(well(10, second)).verdict).toBe(verdict);
  });

  test('the window is twice the longest gap the fault ever kept, when that is longer', () => {
    expect(looks(well(10, 70, 129.9), { gap: 60 }).verdict).toBe('watching');
    expect(looks(well(10, 70, 130), { gap: 60 }).verdict).toBe('recovered');
  });

  test('one look, however late, is not a window', () => {
    expect(looks(well(599)).verdict).toBe('watching');
  });

  test('more replicas than before are no harm', () => {
    const more = shop({ replicas: 3, pods: ['a', 'b', 'c'].map((name) => pod(`cart-new-${name}`)) });
    expect(
      looks([
        { at: 10, shop: more },
        { at: 70, shop: more },
      ]).verdict,
    ).toBe('recovered');
  });

  test('a verdict once given stands', () => {
    const done = looks(well(10, 70));
    const again = watchRecovery({
      previous: done,
      record: record(shop({ ready: 0 }), 80),
      claim: claimOn(),
      reproved: holds,
      settings,
      now: at(80),
    });
    expect(again).toBe(done);
  });
});

/** Each makes one piece of evidence bad; held for the whole window it must never be called recovered. */
const sick: [what: string, shop: Partial<Shop>, says: RegExp][] = [
  [
    'scaled to zero',
    { replicas: 0, pods: [], status: { observedGeneration: 2, replicas: 0, updatedReplicas: 0, availableReplicas: 0 } },
    /scaled to zero/,
  ],
  ['scaled down', { replicas: 1, pods: [pod('cart-new-a')] }, /scaled down to 1 from 2/],
  [
    'the controller has not looked yet',
    { status: { ...shop().status, observedGeneration: 1 } },
    /not seen the new template/,
  ],
  ['the controller never spoke', { status: {} }, /not seen the new template/],
  ['an old pod still counts as available', { status: { ...shop().status, replicas: 3 } }, /3 in all, 2 wanted/],
  ['half updated', { status: { ...shop().status, updatedReplicas: 1 } }, /1 updated/],
  ['updated but not available', { status: { ...shop().status, availableReplicas: 1 } }, /1 available/],
  ['a pod of the new revision is missing', { pods: [pod('cart-new-a')] }, /1 pods are of the new revision/],
  [
    'the pods are of the old revision',
    { pods: [pod('a', { owner: { kind: 'ReplicaSet', name: 'cart-old', controller: true } })] },
    /0 pods are of the new revision/,
  ],
  [
    'a pod is on its way out',
    { pods: [pod('cart-new-a'), pod('cart-new-b', { deleted: true })] },
    /1 pods are of the new revision/,
  ],
  [
    'a pod is not ready',
    { pods: [pod('cart-new-a'), pod('cart-new-b', { ready: false })] },
    /cart-new-b .* not running and ready/,
  ],
  ['a pod is only pending', { pods: [pod('cart-new-a'), pod('cart-new-b', { phase: 'Pending' })] }, /cart-new-b/],
  [
    'a readiness gate is still closed',
    { pods: [pod('cart-new-a'), pod('cart-new-b', { gate: true })] },
    /cart-new-b .* not running and ready/,
  ],
  ['the workload is being deleted', { deleting: true }, /being deleted/],
  ['the Service reaches fewer than wanted', { ready: 1 }, /Service cart has 1 ready endpoints, 2 are wanted/],
  ['a neighbour got worse', { webReady: 1 }, /neighbour Deployment\/web got worse: 1 ready pods, it had 2/],
];

describe('not recovered', () => {
  test.each(sick)('%s', (_, changed, says) => {
    const steps = [10, 70, 130, 599].map((second) => ({ at: second, shop: shop(changed) }));
    const watch = looks(steps);
    expect(watch.verdict).toBe('watching');
    expect(watch.goodSince).toBeUndefined();
    expect(watch.says).toMatch(says);
    const late = looks([...steps, { at: 600, shop: shop(changed) }]);
    expect(late.verdict).toBe('not_recovered');
    expect(late.says).toMatch(says);
  });

  test.each(sick)('%s, for one look in the middle: the window begins again', (_, changed) => {
    const steps = [...well(10, 40), { at: 50, shop: shop(changed) }, ...well(60, 119.9)];
    expect(looks(steps)).toMatchObject({ verdict: 'watching', goodSince: at(60) });
    expect(looks([...steps, { at: 120 }]).verdict).toBe('recovered');
  });

  test('the workload is gone', () => {
    const without = record(shop(), 10);
    for (const read of without.reads)
      if (read.ask.verb === 'list' && read.ask.kind === 'Deployment' && read.answer.is === 'objects')
        read.answer.objects = [];
    expect(looks([{ at: 10, record: without }])).toMatchObject({
      verdict: 'watching',
      says: 'Not yet: Deployment cart is gone.',
    });
  });

  test('endpoints fell below what they were, although each wanted pod is reached', () => {
    const twice: Partial<Shop> = {
      extra: [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'cart-2', namespace: 'shop' },
          spec: { selector: { app: 'cart' } },
        },
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: { name: 'cart-2-x', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'cart-2' } },
          endpoints: [{ targetRef: { name: 'p0' } }, { targetRef: { name: 'p1' } }],
        },
      ],
    };
    const baseline = before({ ...twice, ready: 2 });
    expect(baseline.readyEndpoints).toBe(4);
    expect(looks(well(10, 70), { baseline }).says).toContain('2 endpoints are ready, 4 were before');
    expect(
      looks(
        [
          { at: 10, shop: shop(twice) },
          { at: 70, shop: shop(twice) },
        ],
        { baseline },
      ).verdict,
    ).toBe('recovered');
  });

  test('the signal stands although every number is good', () => {
    expect(
      looks([
        { at: 10, reproved: holds },
        { at: 599, reproved: holds },
      ]),
    ).toMatchObject({ verdict: 'watching' });
    const changed: Said = { is: 'changed', says: 'memoryLimit was 64Mi, is 128Mi' };
    expect(looks([{ at: 10 }, { at: 70, reproved: changed }]).says).toBe('Not yet: memoryLimit was 64Mi, is 128Mi.');
  });
});

describe('only a healthy workload is recovered, whatever its numbers', () => {
  test.each<Said>([
    { is: 'gone', how: 'absent', says: 'x is not there' },
    { is: 'gone', how: 'idle', says: 'x is scaled to zero' },
    { is: 'changed', says: 'x is not back yet', signal: 'gone' },
  ])('%j', (reproved) => {
    const watch = looks([
      { at: 10, reproved },
      { at: 70, reproved },
    ]);
    expect(watch).toMatchObject({ verdict: 'watching', says: expect.stringMatching(/^Not yet: x is /) });
  });
});

describe('a neighbour with fewer ready pods than before', () => {
  const web = (kind: string, replicas: number | undefined, status: Record<string, number> = {}): KubeObject =>
    ({
      apiVersion: 'apps/v1',
      kind,
      metadata: { name: 'web', namespace: 'shop', uid: 'u-web' },
      spec: {
        ...(replicas === undefined ? {} : { replicas }),
        selector: { matchLabels: { app: 'web' } },
        template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app' }] } },
      },
      status,
    }) as KubeObject;
  const harm: [string, KubeObject[], number, RegExp | undefined][] = [
    ['as many as before', [web('Deployment', 2)], 2, undefined],
    ['scaled down on purpose', [web('Deployment', 1)], 1, undefined],
    ['scaled to zero on purpose', [web('Deployment', 0)], 0, undefined],
    ['replicas left out mean one', [web('Deployment', undefined)], 1, undefined],
    ['scaled up, and none of the new ones is ready', [web('Deployment', 5)], 2, undefined],
    ['wants what it wanted', [web('Deployment', 2)], 1, /web got worse: 1 ready pods, it had 2\./],
    ['wants more, has less', [web('Deployment', 5)], 1, /web got worse: 1 ready pods, it had 2\./],
    ['wants one and has none', [web('Deployment', 1)], 0, /web got worse: 0 ready pods, it had 2 and wants 1 now/],
    ['nobody knows what it wants', [], 1, /web got worse: 1 ready pods, it had 2\./],
    ['another workload of the name', [web('StatefulSet', 0)], 1, /web got worse/],
  ];
  test.each(harm)('%s', (_, extra, webReady, says) => {
    const now = shop({ extra, webReady });
    const watch = looks([10, 70].map((second) => ({ at: second, shop: now })));
    expect(watch.verdict).toBe(says === undefined ? 'recovered' : 'watching');
    if (says !== undefined) expect(watch.says).toMatch(says);
  });

  test.each<[string, KubeObject, string]>([
    ['StatefulSet', web('StatefulSet', 1), 'recovered'],
    ['StatefulSet', web('StatefulSet', 2), 'watching'],
    // Not listed here: what is unknown is measured by what it had.
    ['DaemonSet', web('DaemonSet', undefined, { desiredNumberScheduled: 1 }), 'watching'],
  ])('a %s of its own', (kind, object, verdict) => {
    const own = (ready: boolean) =>
      [1, 2].map((each) =>
        pod(`own-${each}`, {
          owner: { apiVersion: 'apps/v1', kind, name: 'web', uid: 'u-web', controller: true },
          labels: { app: 'web' },
          ready: ready || each === 1,
        }),
      );
    const baseline = baselineWith(own(true));
    expect(baseline.neighbours).toMatchObject({ [`${kind}/web`]: 2 });
    const now = shop({ extra: [...own(false), object] });
    expect(
      looks(
        [10, 70].map((second) => ({ at: second, shop: now })),
        { baseline },
      ).verdict,
    ).toBe(verdict);
  });

  test('never ends the watch early; at the deadline people are told that the target is well', () => {
    const worse = shop({ webReady: 0 });
    const until = [10, 100, 300, 599].map((second) => ({ at: second, shop: worse }));
    expect(looks(until).verdict).toBe('watching');
    expect(looks([...until, { at: 600, shop: worse }])).toMatchObject({
      verdict: 'not_recovered',
      says: 'Not recovered in time, although Deployment cart itself is well at the last look: neighbour Deployment/web got worse: 0 ready pods, it had 2. People decide.',
    });
  });
  test('is not spoken of while the target itself is not well', () => {
    const both = looks([{ at: 600, shop: shop({ webReady: 0, ready: 0 }) }]);
    expect(both.says).toBe(
      'Not recovered in time. Last look: Not yet: Service cart has 0 ready endpoints, 2 are wanted.',
    );
  });
  test('is counted, when there are many', () => {
    const solo = (ready: boolean) =>
      ['a', 'b'].map((name) =>
        pod(name, { owner: { apiVersion: 'v1', kind: 'Node', name, controller: true }, labels: { app: 'x' }, ready }),
      );
    const baseline = baselineWith(solo(true));
    const now = shop({ extra: solo(false), webReady: 0 });
    expect(looks([{ at: 10, shop: now }], { baseline }).says).toMatch(/; 2 more neighbours got worse\.$/);
  });
});

describe('the window and the looks in it', () => {
  const watchOf = (gap: number) => ({ baseline: baselineWith([], gap) });
  test.each<[string, Partial<Recovery>, number, number, number]>([
    ['no gap', {}, 0, 60, 5],
    ['a gap below', {}, 29.9, 60, 5],
    ['a gap above', {}, 31, 62, 5],
    ['just below the bound', {}, 1799.5, 3599, 18],
    ['at the bound', {}, 1800, 3600, 18],
    ['over the bound', {}, 1801, 3600, 18],
    ['60 days', { gapFactor: 100 }, 5184000, 3600, 18],
    ['the longest quiet there may be', { quietSeconds: 21600 }, 5184000, 21600, 108],
    ['looks as seldom as people said', { lookSeconds: 300 }, 1800, 3600, 300],
    ['part of a second counts whole', { quietSeconds: 1000.5, lookSeconds: 1 }, 0, 1000.5, 6],
    ['the quickest', { quietSeconds: 1, lookSeconds: 1, gapFactor: 1 }, 0, 1, 1],
  ])('%s', (_, changed, gap, window, interval) => {
    const own = { ...settings, ...changed };
    expect(quietWindow(own, gap)).toBe(window);
    expect(lookInterval(own, watchOf(gap))).toBe(interval);
  });

  test('for any settings and gap: whole seconds, never oftener than said, at most 200 looks in a window', () => {
    fc.assert(
      fc.property(
        fc.record({
          quietSeconds: fc.double({ min: 1, max: 21600, noNaN: true }),
          gapFactor: fc.double({ min: 1, max: 100, noNaN: true }),
          lookSeconds: fc.integer({ min: 1, max: 3600 }),
          deadlineSeconds: fc.double({ min: 1, max: 86400, noNaN: true }),
        }),
        fc.double({ min: 0, max: 1e12, noNaN: true }),
        (own, gap) => {
          const window = quietWindow(Recovery.parse(own), gap);
          const interval = lookInterval(own, watchOf(gap));
          expect(window).toBeGreaterThanOrEqual(own.quietSeconds);
          expect(window).toBeLessThanOrEqual(Math.max(own.quietSeconds, 3600));
          expect(Number.isInteger(interval)).toBe(true);
          expect(interval).toBeGreaterThanOrEqual(own.lookSeconds);
          expect(window / interval).toBeLessThanOrEqual(200);
        },
      ),
    );
  });

  test.each<[Partial<Recovery>, boolean]>([
    [{}, true],
    [{ quietSeconds: 21600 }, true],
    [{ quietSeconds: 21601 }, false],
    [{ deadlineSeconds: 86400 }, true],
    [{ deadlineSeconds: 86401 }, false],
    [{ lookSeconds: 1.5 }, false],
  ])('the settings %j', (changed, ok) => {
    expect(Recovery.safeParse({ ...settings, ...changed }).success).toBe(ok);
  });
});

describe('blind is not recovered', () => {
  test.each(['Deployment', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice'])('%s could not be listed', (kind) => {
    const blind = shop({ blind: [kind] });
    const watch = looks([{ at: 10 }, { at: 40, shop: blind }]);
    expect(watch).toMatchObject({
      verdict: 'watching',
      says: expect.stringMatching(/^Could not look, which is not recovery: .*forbidden/),
    });
    expect(watch.goodSince).toBeUndefined();
    expect(looks([...well(10), { at: 40, shop: blind }, ...well(70)]).verdict).toBe('watching');
    expect(
      looks([
        { at: 10, shop: blind },
        { at: 600, shop: blind },
      ]).verdict,
    ).toBe('not_recovered');
  });
  test('the signal could not be judged', () => {
    const watch = looks([{ at: 10 }, { at: 70, reproved: { is: 'blind', says: 'logs: forbidden' } }]);
    expect(watch).toMatchObject({
      verdict: 'watching',
      says: 'Could not look, which is not recovery: whether the signal is gone: logs: forbidden.',
    });
  });
  test('a pod that cannot be read may be the one that crashes', () => {
    const extra = [
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'odd', namespace: 'shop' }, spec: { containers: 'none' } },
    ];
    expect(looks([{ at: 10, shop: shop({ extra }) }]).says).toContain('pod odd');
  });
  test('what was seen before the run proves nothing', () => {
    const watch = looks([
      { at: 10, record: record(shop(), -1) },
      { at: 70, record: record(shop(), -1) },
    ]);
    expect(watch).toMatchObject({ verdict: 'watching', says: expect.stringContaining('older than the run') });
  });
});

describe('traps seen on real clusters', () => {
  test('1: a crash-looping pod that is Ready for an instant at each look', () => {
    const flapping = Array.from({ length: 30 }, (_, index) => ({
      at: 10 + index * 15,
      shop: shop({ pods: [pod('cart-new-a', { restarts: index }), pod('cart-new-b')] }),
    }));
    expect(looks(flapping)).toMatchObject({ verdict: 'watching', goodSince: at(10 + 29 * 15) });
  });
  test('1: not ready in between, and back at the next look', () => {
    const back = shop({ pods: [pod('cart-new-a', { readySince: 45 }), pod('cart-new-b')] });
    expect(looks([...well(10), { at: 70, shop: back }])).toMatchObject({ verdict: 'watching', goodSince: at(70) });
  });
  test('1: a pod replaced by another in between', () => {
    const other = shop({ pods: [pod('cart-new-a'), pod('cart-new-c')] });
    expect(looks([...well(10), { at: 70, shop: other }])).toMatchObject({ verdict: 'watching', goodSince: at(70) });
  });
  test('1: a pod that came meanwhile has not been watched for the window', () => {
    const more = shop({ replicas: 3, pods: ['a', 'b', 'c'].map((name) => pod(`cart-new-${name}`)) });
    expect(looks([...well(10), { at: 70, shop: more }])).toMatchObject({ verdict: 'watching', goodSince: at(70) });
  });
  test('2: the first Ready pod is not the rollout', () => {
    const first = shop({
      pods: [pod('cart-new-a'), pod('cart-new-b', { ready: false })],
      status: { ...shop().status, availableReplicas: 2 },
    });
    expect(
      looks([
        { at: 10, shop: first },
        { at: 100, shop: first },
      ]).verdict,
    ).toBe('watching');
  });
  test('3: a StatefulSet whose revisions agree at once while the broken pod still runs', () => {
    const undone = shop({ kind: 'StatefulSet', pods: [stateful(0, 'r2'), stateful(1, 'r1')] });
    expect(
      looks(
        [
          { at: 10, shop: undone },
          { at: 100, shop: undone },
        ],
        { kind: 'StatefulSet' },
      ),
    ).toMatchObject({
      verdict: 'watching',
      says: 'Not yet: 1 pods are of the new revision, 2 are wanted.',
    });
    expect(looks(well(10, 70), { kind: 'StatefulSet' }).verdict).toBe('recovered');
  });
  test('4: the workload was accepted, its pods were refused', () => {
    const refused = shop({
      pods: [],
      status: {
        observedGeneration: 2,
        replicas: 2,
        updatedReplicas: 0,
        availableReplicas: 2,
        conditions: [{ type: 'ReplicaFailure', status: 'True' }],
      },
    });
    expect(
      looks([
        { at: 10, shop: refused },
        { at: 100, shop: refused },
      ]),
    ).toMatchObject({ verdict: 'watching', says: expect.stringContaining('0 updated') });
  });
});

describe('given up early, when the signal is clearly back', () => {
  const crashing = (more: Parameters<typeof pod>[1], changed: Partial<Shop> = {}) =>
    shop({ pods: [pod('cart-new-a', { ready: false, ...more }), pod('cart-new-b')], ...changed });
  test.each<[string, Shop, Said, Watch['verdict']]>([
    ['twice, on a pod made after the run', crashing({ restarts: 2 }), holds, 'not_recovered'],
    [
      'in other words: the new limit is exceeded too',
      crashing({ restarts: 2 }),
      { is: 'changed', says: 'x' },
      'not_recovered',
    ],
    [
      'killed after the run on a pod that was there before',
      crashing({ restarts: 5, created: -3600, died: 20 }),
      holds,
      'not_recovered',
    ],
    [
      'restarts while it comes back, the signal is gone',
      crashing({ restarts: 2 }),
      { is: 'changed', says: 'x', signal: 'gone' },
      'watching',
    ],
    ['once: it may have been the start', crashing({ restarts: 1 }), holds, 'watching'],
    ['restarts from before the run', crashing({ restarts: 9, created: -3600, died: -60 }), holds, 'watching'],
    ['the controller has not taken the template up', crashing({ restarts: 2 }, { generation: 3 }), holds, 'watching'],
    ['restarts, but the signal is gone', crashing({ restarts: 2 }), gone, 'watching'],
    ['restarts, but nobody could look', crashing({ restarts: 2 }), { is: 'blind', says: 'x' }, 'watching'],
    [
      'an old pod that crashes on its way out',
      shop({
        pods: [
          pod('a', { ready: false, restarts: 7, owner: { kind: 'ReplicaSet', name: 'cart-old', controller: true } }),
          pod('cart-new-b'),
        ],
      }),
      holds,
      'watching',
    ],
  ])('%s', (_, seen, reproved, verdict) => {
    expect(looks([{ at: 30, shop: seen, reproved }]).verdict).toBe(verdict);
  });
});

describe('the deadline', () => {
  const bad = shop({ ready: 0 });
  test('is at least two windows long', () => {
    expect(looks([{ at: 600, shop: bad }], { gap: 200 }).verdict).toBe('watching');
    expect(looks([{ at: 800, shop: bad }], { gap: 200 }).verdict).toBe('not_recovered');
  });
  test('does not take away what is proven at that very look', () => {
    expect(looks(well(540, 600)).verdict).toBe('recovered');
    expect(looks(well(541, 600)).verdict).toBe('not_recovered');
  });
  test('says what was missing last', () => {
    expect(looks([{ at: 600, shop: bad }]).says).toBe(
      'Not recovered in time. Last look: Not yet: Service cart has 0 ready endpoints, 2 are wanted.',
    );
  });
});

test('for any course of looks: recovered only when a whole window up to it was good, and every course ends', () => {
  const kinds = { good: shop(), bad: shop({ webReady: 0 }), blind: shop({ blind: ['Pod'] }) };
  const step = fc.record({
    after: fc.integer({ min: 1, max: 40 }),
    how: fc.constantFrom('good', 'good', 'good', 'bad', 'blind'),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let second = 5;
      const course = steps.map(({ after, how }) => {
        second += after;
        return { at: second, how, shop: kinds[how as keyof typeof kinds] };
      });
      const watch = looks(course);
      const seen = course.slice(0, watch.looks);
      const last = seen.at(-1);
      if (watch.verdict === 'recovered' && last !== undefined) {
        const streak = seen.slice(seen.findLastIndex(({ how }) => how !== 'good') + 1);
        expect(last.at - (streak[0]?.at ?? last.at)).toBeGreaterThanOrEqual(settings.quietSeconds);
      }
      if (last !== undefined && last.at >= settings.deadlineSeconds) expect(watch.verdict).not.toBe('watching');
      expect(watch.ranAt).toBe(ranAt);
    }),
    { numRuns: 100 },
  );
});
