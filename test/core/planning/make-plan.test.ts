import { applyPatch } from 'rfc6902';
import { describe, expect, test } from 'vitest';
import type { Judgement } from '../../../src/contracts/diagnosis.ts';
import type { KubeObject } from '../../../src/contracts/kube.ts';
import { type ActionCall, Plan } from '../../../src/contracts/plan.ts';
import type { Guardrails } from '../../../src/contracts/settings.ts';
import { makePlan } from '../../../src/core/planning/make-plan.ts';
import { proposeActions } from '../../../src/core/planning/propose.ts';
import {
  app,
  bounds,
  deployment,
  missingVariable,
  noImage,
  outOfMemory,
  replicaSet,
  service,
  templateOf,
  wrongPort,
} from '../actions/cart.ts';

const world: KubeObject[] = [
  deployment(),
  replicaSet(
    1,
    templateOf(
      app({
        env: [
          { name: 'DB_PASSWORD', value: 'hunter2' },
          { name: 'LEVEL', value: 'debug' },
        ],
      }),
    ),
  ),
  service('cart', { app: 'cart' }),
  service('all', { app: 'cart', tier: 'none' }),
  service('outside', null),
  service('cart', { app: 'cart' }, 'other'),
];
function planFor(
  judgement: Judgement,
  more: Partial<{ objects: KubeObject[]; bounds: Guardrails; action: ActionCall; practice: boolean }> = {},
) {
  const action = more.action ?? proposeActions(judgement, more.bounds ?? bounds)[0];
  if (action === undefined) throw new Error('nothing is proposed');
  return makePlan({
    judgement,
    action,
    objects: more.objects ?? world,
    bounds: more.bounds ?? bounds,
    practice: more.practice ?? false,
  });
}
function madeFor(...parts: Parameters<typeof planFor>): Plan {
  const made = planFor(...parts);
  if ('refused' in made) throw new Error(made.refused);
  return Plan.parse(made.plan);
}

describe('makePlan', () => {
  test('says what is wrong, what will be done, how far it reaches and how it goes back', () => {
    const plan = madeFor(outOfMemory());
    expect(plan).toMatchObject({
      title: 'Raise the memory limit of cart/app to 128Mi',
      rootCause: 'What is wrong with it',
      evidence: [
        { id: 'e1', from: 'pod/cart-h2-a', says: 'it says so' },
        { id: 'e2', from: 'event/cart-h2-a', says: 'and so does this' },
      ],
      basis:
        "rule-based: pod.memory-limit-exceeded, version 1; confidence 0.90 is the diagnosis's own; no record of past outcomes yet",
      confidence: 0.9,
      pattern: 'pod.memory-limit-exceeded',
      action: { id: 'workload.set-resources', params: { container: 'app', memoryLimit: '128Mi' }, risk: 'medium' },
      preview: 'kubectl -n shop set resources deployment/cart -c app --limits=memory=128Mi',
      blastRadius: { workloads: 1, replicas: 3, services: ['cart'] },
      claims: [
        {
          analyzer: 'pod.memory-limit-exceeded',
          version: 1,
          object: { kind: 'Deployment', namespace: 'shop', name: 'cart', container: 'app' },
          cause: 'pod.memory-limit-exceeded',
          facts: { container: 'app', memoryLimit: '64Mi' },
        },
      ],
    });
    expect(plan.effects).toHaveLength(1);
    expect(plan.wayBack).toContain('refused if anyone changed what was written');
    expect(plan.diff).toBe(
      [
        '--- deployment/shop/cart\tas it stands',
        '+++ deployment/shop/cart\tas planned',
        '@@ -1,8 +1,8 @@',
        ' spec:',
        '   template:',
        '     spec:',
        '       containers:',
        '         - name: app',
        '           resources:',
        '             limits:',
        '-              memory: 64Mi',
        '+              memory: 128Mi',
        '',
      ].join('\n'),
    );
  });

  test.each<[string, Judgement]>([
    ['image', noImage({ lastGoodImage: 'registry.example/cart:1' })],
    ['probe', wrongPort()],
    ['roll-back', missingVariable()],
  ])('%s: parses, and its patch and inverse run on the object it was made from', (_, judgement) => {
    const plan = madeFor(judgement);
    const object = structuredClone(world[0]);
    for (const effect of plan.effects) {
      expect(applyPatch(object, effect.patch).filter((error) => error !== null)).toEqual([]);
      expect(object).not.toEqual(world[0]);
      expect(applyPatch(object, effect.inverse).filter((error) => error !== null)).toEqual([]);
      expect(object).toEqual(world[0]);
    }
  });

  test('values of secret-looking variables stay out of the diff; that they come is shown', () => {
    const plan = madeFor(missingVariable());
    expect(plan.diff).not.toContain('hunter2');
    expect(plan.diff).toMatch(/\+\s+- name: DB_PASSWORD\n\+\s+value: \(hidden\)/);
    expect(plan.diff).toMatch(/-\s+value: info/);
  });

  test('a password inside an address stays out as well', () => {
    const env = (value: string) => templateOf(app({ env: [{ name: 'DATABASE_URL', value }] }));
    const plan = madeFor(missingVariable(), {
      objects: [deployment(env('plain')), replicaSet(1, env('postgres://cart:hunter2@db/cart'))],
    });
    expect(plan.diff).not.toContain('hunter2');
    expect(plan.diff).toMatch(/-\s+value: plain\n\+\s+value: \(hidden/);
  });

  test.each([
    ['a key under an innocent name', { env: [{ name: 'STRIPE_SK', value: `sk_${'live'}_51h8qzabcdefgh` }] }, '51h8qz'],
    ['a word that is long and mixed', { env: [{ name: 'SESSION', value: 'k9XbQ2mZp7Lr4TwVs8Nc1YaE' }] }, 'k9XbQ2'],
    ['a flag', { args: ['--db-password=s3same'] }, 's3same'],
  ])('%s stays out as well', (_, fields, secret) => {
    const plan = madeFor(missingVariable(), { objects: [deployment(), replicaSet(1, templateOf(app(fields)))] });
    expect(JSON.stringify(plan.effects)).toContain(secret);
    expect(plan.diff).not.toContain(secret);
  });

  test('a secret that only changes its value still shows as a change', () => {
    const env = (value: string) => templateOf(app({ env: [{ name: 'DB_PASSWORD', value }] }));
    const plan = madeFor(missingVariable(), { objects: [deployment(env('new')), replicaSet(1, env('old'))] });
    expect(plan.diff).toMatch(/-\s+value: \(hidden\)\n\+\s+value: \(hidden, another value\)/);
  });

  test('Helm is told of, not fought over', () => {
    const helm = {
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'shop' },
    };
    const plan = madeFor(outOfMemory(), { objects: [deployment(undefined, helm)] });
    expect(plan.basis).toContain('owned by Helm (release shop): propose it there');
    expect(plan.solution).toContain('the next release undoes it');
  });

  test('a practice cluster is named in the basis', () => {
    expect(madeFor(outOfMemory(), { practice: true }).basis).toContain('practice cluster');
  });

  test("the risk is the catalogue's, whatever the caller believes", () => {
    const action: ActionCall = {
      id: 'workload.set-resources',
      params: { container: 'app', memoryLimit: '128Mi' },
      risk: 'low',
    };
    expect(madeFor(outOfMemory(), { action }).action.risk).toBe('medium');
  });

  test('a name from the cluster stays one word of the preview', () => {
    const nasty = "a'; rm -rf / #";
    const judgement = noImage({ lastGoodImage: "x';reboot;'" });
    expect(madeFor(judgement).preview).toBe(`kubectl -n shop set image deployment/cart 'app=x'\\'';reboot;'\\'''`);
    expect(() => planFor(noImage({ lastGoodImage: nasty }))).toThrow('nothing is proposed');
  });

  const raise = (memoryLimit: string): ActionCall => ({
    id: 'workload.set-resources',
    params: { container: 'app', memoryLimit },
    risk: 'medium',
  });
  test.each<[string, Parameters<typeof planFor>, RegExp]>([
    [
      'an unknown action',
      [outOfMemory(), { action: { id: 'shell.run', params: {}, risk: 'low' } }],
      /no action of this build/,
    ],
    ['an action another cause carries', [wrongPort(), { action: raise('128Mi') }], /not carried by the cause/],
    [
      'parameters of another shape',
      [outOfMemory(), { action: { ...raise('128Mi'), params: { memoryLimit: 128 } } }],
      /shape/,
    ],
    [
      'parameters with something beside',
      [
        outOfMemory(),
        { action: { ...raise('128Mi'), params: { container: 'app', memoryLimit: '1Gi', command: 'x' } } },
      ],
      /shape/,
    ],
    [
      'a limit above the guardrail, asked for by hand',
      [outOfMemory(), { action: raise('9Gi') }],
      /limits\/memory is 9Gi; the guardrail allows 8Gi/,
    ],
    ['a protected namespace', [outOfMemory(), { bounds: { ...bounds, protectedNamespaces: ['shop'] } }], /protected/],
    ['a workload that is gone', [outOfMemory(), { objects: [] }], /not there any more/],
    [
      'a workload read without uid',
      [outOfMemory(), { objects: [{ ...deployment(), metadata: { name: 'cart', namespace: 'shop' } }] }],
      /uid/,
    ],
    [
      'what Argo CD keeps',
      [outOfMemory(), { objects: [deployment(undefined, { labels: { 'argocd.argoproj.io/instance': 'shop' } })] }],
      /reverted/,
    ],
    [
      'what Flux keeps',
      [outOfMemory(), { objects: [deployment(undefined, { labels: { 'helm.toolkit.fluxcd.io/name': 'shop' } })] }],
      /reverted/,
    ],
  ])('refuses %s', (_, parts, says) => {
    const made = planFor(...parts);
    expect('refused' in made && made.refused).toMatch(says);
  });
});
