import * as fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { expect, test } from 'vitest';
import type { Json } from '../../../src/contracts/json.ts';
import type { KubeObject, PodTemplate } from '../../../src/contracts/kube.ts';
import { effectOf } from '../../../src/core/actions/effect.ts';
import { sameJson } from '../../../src/core/actions/same-json.ts';
import { templateChanges } from '../../../src/core/actions/template-changes.ts';
import { proveWayBack } from '../../../src/core/planning/way-back.ts';
import { deployment } from './cart.ts';

const words = fc.dictionary(fc.constantFrom('a', 'x/y', 'm~n'), fc.constantFrom('1', '2'), { minKeys: 1, maxKeys: 3 });
const container = fc.record(
  {
    name: fc.constantFrom('app', 'log'),
    image: fc.constantFrom('i:1', 'i:2'),
    resources: fc.record({ limits: fc.dictionary(fc.constantFrom('cpu', 'memory'), fc.constantFrom('1', '2')) }),
    env: fc.array(fc.record({ name: fc.constantFrom('A', 'B'), value: fc.constantFrom('1', '2') }), { maxLength: 2 }),
    args: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
  },
  { requiredKeys: ['name'] },
);
const template: fc.Arbitrary<PodTemplate> = fc.record({
  metadata: fc.record({ labels: words, annotations: words }, { requiredKeys: [] }),
  spec: fc.record(
    {
      containers: fc.array(container, { minLength: 1, maxLength: 2 }),
      initContainers: fc.array(container, { minLength: 1, maxLength: 2 }),
      hostNetwork: fc.boolean(),
      nodeSelector: words,
    },
    { requiredKeys: ['containers'] },
  ),
}) as fc.Arbitrary<PodTemplate>;

/** What a server makes of an object: maps that are empty are not kept. */
function stored(object: KubeObject): KubeObject {
  const copy = structuredClone(object);
  const { template } = copy.spec as { template: PodTemplate };
  for (const field of ['labels', 'annotations'] as const)
    if (template.metadata && Object.keys(template.metadata[field] ?? {}).length === 0) delete template.metadata[field];
  return copy;
}

test('for any two templates the changes turn one into the other as a server stores it, and the inverse turns it back', () => {
  fc.assert(
    fc.property(template, template, (from, to) => {
      const changes = templateChanges(from, to);
      if (sameJson(from, to)) return expect(changes).toEqual([]);
      // `metadata: {}` and no metadata at all are one to a server.
      if (changes.length === 0) return expect(bare(from)).toEqual(bare(to));
      const object = deployment(from as unknown as { [key: string]: Json });
      const effect = effectOf({ kind: 'Deployment', namespace: 'shop', name: 'cart' }, object, changes, 0);
      const after = structuredClone(object);
      expect(applyPatch(after, effect.patch).filter((error) => error !== null)).toEqual([]);
      const kept = stored(after);
      expect((kept.spec as { template: PodTemplate }).template).toEqual(
        (after.spec as { template: PodTemplate }).template,
      );
      expect(bare((kept.spec as { template: PodTemplate }).template)).toEqual(bare(to));
      expect(proveWayBack(effect, object, kept)).toMatchObject({ ok: true });
    }),
    { numRuns: 500 },
  );
});

const bare = (from: PodTemplate) => ({
  labels: from.metadata?.labels,
  annotations: from.metadata?.annotations,
  spec: from.spec,
});
