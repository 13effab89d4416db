import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/contracts/kube.ts';
import type { Claim } from '../../../src/contracts/plan.ts';
import { judgeWorld } from '../../../src/core/diagnosis/judge-world.ts';
import { reprove } from '../../../src/core/diagnosis/reprove.ts';
import { second } from './judged.ts';
import { container, looping, pod, running, setName, waiting, world } from './objects.ts';

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
  ['healed', claim, with_(running('app'), [small], { ready: true }), {}, 'gone', /no longer seen/],
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

describe('reprove', () => {
  test.each(rows)('%s', (_, given, objects, more, is, says) => {
    const proof = reprove(given, world(objects, more));
    expect(proof.is).toBe(is);
    expect('says' in proof ? proof.says : '').toMatch(says);
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
