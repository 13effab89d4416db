import { applyPatch } from 'rfc6902';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/contracts/json.ts';
import type { KubeObject } from '../../../src/contracts/kube.ts';
import { effectOf } from '../../../src/core/actions/effect.ts';
import { proveWayBack } from '../../../src/core/planning/way-back.ts';
import { app, deployment, templateOf } from '../actions/cart.ts';

const ref = { kind: 'Deployment', namespace: 'shop', name: 'cart' } as const;
const memory = '/spec/template/spec/containers/0/resources/limits/memory';
const preImage = deployment();
const effect = effectOf(ref, preImage, [{ path: memory, before: '64Mi', after: '128Mi' }], 0);
const set = (object: KubeObject, path: string, value: Json): KubeObject => {
  const copy = structuredClone(object);
  applyPatch(copy, [{ op: 'add', path, value }]);
  return copy;
};
const dryRun = set(set(preImage, memory, '128Mi'), '/metadata/generation', 3);
const bare = deployment(templateOf(app({ resources: {} })));
const adding = effectOf(ref, bare, [{ path: memory, after: '128Mi' }], 0);

describe('proveWayBack', () => {
  test.each<[string, Parameters<typeof proveWayBack>, boolean, RegExp]>([
    ['the server stored what was asked', [effect, preImage, dryRun], true, /whole spec back/],
    [
      'a level that had to be made',
      [adding, bare, set(bare, memory.replace('/memory', ''), { memory: '128Mi' })],
      true,
      /whole spec/,
    ],
    [
      'a webhook adds something elsewhere',
      [effect, preImage, set(dryRun, '/spec/template/spec/hostNetwork', true)],
      true,
      /also changes \/spec\/template\/spec\/hostNetwork: that stays/,
    ],
    [
      'a webhook writes another value',
      [effect, preImage, set(dryRun, memory, '96Mi')],
      false,
      /something else at .*memory/,
    ],
    ['a webhook undoes it silently', [effect, preImage, preImage], false, /something else at/],
    [
      'the server fills the level we made',
      [adding, bare, set(bare, memory.replace('/memory', ''), { memory: '128Mi', cpu: '1' })],
      false,
      /around a touched field/,
    ],
    [
      'a container was put before ours',
      [
        effect,
        preImage,
        set(dryRun, '/spec/template/spec/containers/0', { name: 'mesh', resources: { limits: { memory: '128Mi' } } }),
      ],
      false,
      /around a touched field|something else/,
    ],
    [
      'the field moved since the plan',
      [effect, set(preImage, memory, '96Mi'), dryRun],
      false,
      /changed in a touched field/,
    ],
    [
      'another object of that name',
      [effect, set(preImage, '/metadata/uid', 'u-2'), set(dryRun, '/metadata/uid', 'u-2')],
      false,
      /replaced by another/,
    ],
  ])('%s', (_, parts, ok, says) => {
    const before = structuredClone(parts);
    const proof = proveWayBack(...parts);
    expect(proof.says).toMatch(says);
    expect(proof.ok).toBe(ok);
    expect(parts).toEqual(before);
  });
});
