import * as fc from 'fast-check';
import { applyPatch } from 'rfc6902';
import { expect, test } from 'vitest';
import type { Json } from '../../../src/contracts/json.ts';
import type { PodTemplate } from '../../../src/contracts/kube.ts';
import { effectOf } from '../../../src/core/actions/effect.ts';
import { sameJson } from '../../../src/core/actions/same-json.ts';
import { templateChanges } from '../../../src/core/actions/template-changes.ts';
import { deployment } from './cart.ts';

const words = fc.dictionary(fc.constantFrom('a', 'x/y', 'm~n'), fc.constantFrom('1', '2'), { maxKeys: 3 });
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
  metadata: fc.record({ labels: words, annotations: fc.oneof(words, fc.constant(null)) }, { requiredKeys: [] }),
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

test('for any two templates the changes turn one into the other, and the inverse turns it back', () => {
  fc.assert(
    fc.property(template, template, (from, to) => {
      const changes = templateChanges(from, to);
      if (sameJson(from, to)) return expect(changes).toEqual([]);
      // Labels emptied one by one leave an empty map behind, which Kubernetes drops: alike for the controller.
      if (changes.length === 0) return;
      const object = deployment(from as unknown as { [key: string]: Json });
      const effect = effectOf({ kind: 'Deployment', namespace: 'shop', name: 'cart' }, object, changes, 0);
      const after = structuredClone(object);
      expect(applyPatch(after, effect.patch).filter((error) => error !== null)).toEqual([]);
      const got = (after.spec as { template: PodTemplate }).template;
      expect(withoutEmpty(got)).toEqual(withoutEmpty(to));
      expect(applyPatch(after, effect.inverse).filter((error) => error !== null)).toEqual([]);
      expect(sameJson(after, object)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

const withoutEmpty = (from: PodTemplate) => ({
  labels: from.metadata?.labels ?? {},
  annotations: from.metadata?.annotations ?? {},
  spec: from.spec,
});
