import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/contracts/kube.ts';
import type { Claim } from '../../../src/contracts/plan.ts';
import { judgeWorld } from '../../../src/core/diagnosis/judge-world.ts';
import { reprove } from '../../../src/core/diagnosis/reprove.ts';
import { second } from './judged.ts';
import { container, looping, owner, pod, setName, template, waiting, world } from './objects.ts';

const small = container({ resources: { limits: { memory: '64Mi' } } });
const with_ = (status: Record<string, unknown>, containers = [small], more: Parameters<typeof pod>[1] = {}) => [
  ...second(containers),
  pod('cart-b', { set: setName('cart', 2), containers, statuses: [status], ...more }),
];
const sick = with_(looping('app', 137, 'OOMKilled'));
const claim = ((): Claim => {
  const [judgement] = judgeWorld(world(sick), { namespace: 'shop' }).judgements;
  if (judgement === undefined) throw new Error('nothing to claim');
  const { analyzer, version, object, cause, facts } = judgement;
  return { analyzer, version, object, cause: cause.id, facts };
})();

const bigger = container({ resources: { limits: { memory: '512Mi' } } });
const rows: [string, Claim, KubeObject[], Parameters<typeof world>[1], string, RegExp][] = [
  ['the same again', claim, sick, {}, 'holds', /^$/],
  ['more restarts are the same', claim, with_(looping('app', 137, 'OOMKilled', 40)), {}, 'holds', /^$/],
  [
    'facts in another order of keys',
    { ...claim, facts: Object.fromEntries(Object.entries(claim.facts).reverse()) },
    sick,
    {},
    'holds',
    /^$/,
  ],
  ['deleted', claim, [], {}, 'gone', /does not exist/],
  [
    'another limit since',
    claim,
    with_(looping('app', 137, 'OOMKilled'), [bigger]),
    {},
    'changed',
    /memoryLimit was "64Mi", is "512Mi"/,
  ],
  [
    'another cause since',
    claim,
    with_(waiting('app', 'ErrImagePull', 'x: not found')),
    {},
    'changed',
    /pod.image-not-found/,
  ],
  [
    'sick for no known cause',
    claim,
    with_(looping('app', 2, 'Error'), [small], {}).filter((each) => each.metadata.name !== setName('cart', 1)),
    {},
    'changed',
    /still sick/,
  ],
  [
    'another container',
    { ...claim, object: { ...claim.object, container: 'proxy' } },
    sick,
    {},
    'changed',
    /not the same/,
  ],
  ['another version of the analyzer', { ...claim, version: 2 }, sick, {}, 'changed', /version 1/],
  ['an analyzer of another build', { ...claim, analyzer: 'pod.unheard-of' }, sick, {}, 'changed', /no analyzer/],
  ['a kind nobody judges', { ...claim, object: { kind: 'Widget', name: 'x' } }, sick, {}, 'changed', /never judged/],
  ['pods cannot be read', claim, sick, { blind: { Pod: 'forbidden' } }, 'blind', /forbidden/],
  ['deployments cannot be read', claim, sick, { blind: { Deployment: 'unavailable: 503' } }, 'blind', /503/],
  [
    'events cannot be read, which this claim does not need',
    claim,
    sick,
    { blind: { Event: 'forbidden' } },
    'holds',
    /^$/,
  ],
];

/** What a workload without any signal is, by its own numbers: two pods run and are ready in each row. */
type Loose = Record<string, unknown>;
const workload = (kind: string, status: Loose | undefined, spec: Loose = {}, metadata: Loose = {}): KubeObject => {
  const [deployment] = second([small]);
  if (deployment === undefined) throw new Error('no workload');
  const own = { selector: { matchLabels: { app: 'cart' } }, template: template('cart', [small]), ...spec };
  const whole = { ...deployment, kind, metadata: { ...deployment.metadata, ...metadata }, spec: own };
  return (status === undefined ? { ...whole, status: undefined } : { ...whole, status }) as KubeObject;
};
const two = { replicas: 2 };
const full = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
const set = { observedGeneration: 2, replicas: 2, readyReplicas: 2 };
const daemons = { observedGeneration: 2, desiredNumberScheduled: 2, numberReady: 2 };
type Expected = { is: string; how?: string; signal?: string; says: RegExp };
const gone = (how: string, says: RegExp): Expected => ({ is: 'gone', how, says });
const notBack = (says: RegExp): Expected => ({ is: 'changed', signal: 'gone', says });
const unreported = notBack(/^the signal is gone, but .* is not back yet \(its controller has not reported/);
const silent: [string, KubeObject, Expected][] = [
  [
    'Deployment, all available',
    workload('Deployment', full, two),
    gone('healthy', /no longer seen, 2 of 2 available$/),
  ],
  [
    'Deployment, replicas left out mean one',
    workload('Deployment', { observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1 }),
    gone('healthy', /1 of 1/),
  ],
  [
    'Deployment, a later generation was seen',
    workload('Deployment', { ...full, observedGeneration: 3 }, two),
    gone('healthy', /2 of 2/),
  ],
  [
    'Deployment, scaled to zero',
    workload('Deployment', { observedGeneration: 2 }, { replicas: 0 }),
    gone('idle', /scaled to zero/),
  ],
  [
    'Deployment, scaled to zero a moment ago',
    workload('Deployment', full, { replicas: 0 }, { generation: 3 }),
    gone('idle', /scaled to zero/),
  ],
  [
    'Deployment, one of two',
    workload('Deployment', { ...full, availableReplicas: 1 }, two),
    notBack(/^the signal is gone, but deployment\/shop\/cart is not back yet \(1 of 2 available\)$/),
  ],
  [
    'Deployment, none of two',
    workload('Deployment', { observedGeneration: 2, replicas: 2, updatedReplicas: 2 }, two),
    notBack(/\(0 of 2 available\)$/),
  ],
  [
    'Deployment, the available ones are of the version before',
    workload('Deployment', { ...full, replicas: 3, updatedReplicas: 1 }, two),
    notBack(/\(2 of 2 available, but 1 of 3 pods run the newest version\)$/),
  ],
  [
    'Deployment, an old pod counts for a new one',
    workload('Deployment', { ...full, replicas: 3 }, two),
    notBack(/but 2 of 3 pods run the newest version/),
  ],
  [
    'Deployment, being deleted',
    workload('Deployment', full, two, { deletionTimestamp: '2026-03-03T09:59:00Z' }),
    notBack(/being deleted/),
  ],
  [
    'Deployment, an older generation was seen',
    workload('Deployment', { ...full, observedGeneration: 1 }, two),
    unreported,
  ],
  ['Deployment, no status', workload('Deployment', undefined, two), unreported],
  ['Deployment, no generation', workload('Deployment', full, two, { generation: undefined }), unreported],
  ['StatefulSet, all ready', workload('StatefulSet', set, two), gone('healthy', /2 of 2 ready$/)],
  ['StatefulSet, one of two', workload('StatefulSet', { ...set, readyReplicas: 1 }, two), notBack(/\(1 of 2 ready\)$/)],
  [
    'StatefulSet, scaled to zero',
    workload('StatefulSet', { observedGeneration: 2 }, { replicas: 0 }),
    gone('idle', /scaled to zero/),
  ],
  [
    'StatefulSet, an older generation was seen',
    workload('StatefulSet', { ...set, observedGeneration: 1 }, two),
    unreported,
  ],
  ['DaemonSet, all ready', workload('DaemonSet', daemons), gone('healthy', /2 of 2 ready$/)],
  ['DaemonSet, one of two', workload('DaemonSet', { ...daemons, numberReady: 1 }), notBack(/\(1 of 2 ready\)$/)],
  [
    'DaemonSet, no node for it',
    workload('DaemonSet', { observedGeneration: 2, desiredNumberScheduled: 0, numberReady: 0 }),
    gone('idle', /no node/),
  ],
  ['DaemonSet, not said how many', workload('DaemonSet', { observedGeneration: 2 }), notBack(/has not said how many/)],
  ['DaemonSet, no status', workload('DaemonSet', undefined), unreported],
];

describe('reprove', () => {
  test.each(rows)('%s', (_, given, objects, more, is, says) => {
    const proof = reprove(given, world(objects, more));
    expect(proof.is).toBe(is);
    expect('says' in proof ? proof.says : '').toMatch(says);
  });

  test('an object that is absent is gone, and not well', () => {
    expect(reprove(claim, world([]))).toMatchObject({ is: 'gone', how: 'absent' });
  });

  test.each(silent)('the signal is gone: %s', (_, object, proof) => {
    const { kind } = object;
    const pods = [1, 2].map((each) =>
      pod(`cart-${each}`, {
        ...(kind === 'Deployment' ? { set: setName('cart', 2) } : { owner: owner(kind, 'cart') }),
        containers: [small],
        ready: true,
      }),
    );
    const sets = second([small]).filter((each) => each.kind === 'ReplicaSet');
    const record = world([object, ...(kind === 'Deployment' ? sets : []), ...pods]);
    expect(reprove({ ...claim, object: { ...claim.object, kind } }, record)).toEqual({
      ...proof,
      says: expect.stringMatching(proof.says),
    });
  });

  test('a claim of "bad revision" stands although a specific cause hides it', () => {
    const revision: Claim = {
      ...claim,
      analyzer: 'workload.bad-revision',
      cause: 'workload.bad-revision',
      object: { kind: 'Deployment', namespace: 'shop', name: 'cart' },
      facts: { revision: 2, symptom: 'crash', lastGood: { number: 1, replicaSet: setName('cart', 1) } },
    };
    expect(reprove(revision, world(sick))).toEqual({ is: 'holds' });
  });
});
