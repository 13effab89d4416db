import { describe, expect, test } from 'vitest';
import type { Change, Effect, Plan } from '../../../src/contracts/plan.ts';
import { effectOf } from '../../../src/core/actions/effect.ts';
import { makePlan } from '../../../src/core/planning/make-plan.ts';
import { proposeActions } from '../../../src/core/planning/propose.ts';
import { guardPlan } from '../../../src/core/policy/guard-plan.ts';
import { app, bounds, deployment, outOfMemory, templateOf } from '../actions/cart.ts';

const judgement = outOfMemory();
const [action] = proposeActions(judgement, bounds);
if (action === undefined) throw new Error('nothing is proposed');
const made = makePlan({ judgement, action, objects: [deployment()], bounds, practice: false });
if ('refused' in made) throw new Error(made.refused);
const plan = made.plan;
const [effect] = plan.effects as [Effect];
const ref = effect.ref;
const container = '/spec/template/spec/containers/0';
const withEffect = (changed: Partial<Effect>): Plan => ({ ...plan, effects: [{ ...effect, ...changed }] });
const writing = (changes: Change[], object = deployment()): Plan => ({
  ...plan,
  effects: [effectOf(ref, object, changes, 0)],
});
const bare = deployment(templateOf(app({ resources: {} })));

describe('guardPlan', () => {
  test.each<[string, Plan]>([
    ['a plan as made', plan],
    [
      'a limit exactly at the bound',
      writing([{ path: `${container}/resources/limits/memory`, before: '64Mi', after: '8Gi' }]),
    ],
    [
      'a limit beyond the bound that stood there before',
      writing(
        [
          {
            path: `${container}/resources`,
            before: { limits: { memory: '16Gi' } },
            after: { limits: { memory: '16384Mi', cpu: '1' } },
          },
        ],
        deployment(templateOf(app({ resources: { limits: { memory: '16Gi' } } }))),
      ),
    ],
    ['a level that had to be made', writing([{ path: `${container}/resources/limits/memory`, after: '1Gi' }], bare)],
  ])('lets %s pass', (_, good) => {
    expect(guardPlan(good, bounds)).toEqual({ ok: true });
  });

  const add = { op: 'add', path: `${container}/image`, value: 'evil:1' } as const;
  test.each<[string, Plan, typeof bounds, string, string]>([
    ['an unknown action', { ...plan, action: { ...plan.action, id: 'shell.run' } }, bounds, 'action.id', 'shell.run'],
    ['a risk talked down', { ...plan, action: { ...plan.action, risk: 'low' } }, bounds, 'action.risk', 'low'],
    ['too many effects', { ...plan, effects: Array(6).fill(effect) }, bounds, 'effects', '6'],
    [
      'a kind the action may not write',
      withEffect({ ref: { ...ref, kind: 'Service' } }),
      bounds,
      'effects.0.ref.kind',
      'Service',
    ],
    [
      'another object than the target',
      withEffect({ ref: { ...ref, name: 'web' } }),
      bounds,
      'effects.0.ref',
      'Deployment shop/web',
    ],
    ['a protected namespace', plan, { ...bounds, protectedNamespaces: ['shop'] }, 'effects.0.ref.namespace', 'shop'],
    [
      'a field outside the pod template',
      writing([{ path: '/spec/replicas', before: 3, after: 0 }]),
      bounds,
      'effects.0.changes',
      '/spec/replicas',
    ],
    [
      'a memory limit beyond the bound',
      writing([{ path: `${container}/resources/limits/memory`, before: '64Mi', after: '8193Mi' }]),
      bounds,
      `effects.0.changes${container}/resources/limits/memory`,
      '8193Mi',
    ],
    [
      'the same inside a whole container',
      writing([
        {
          path: '/spec/template/spec/containers',
          before: [app()],
          after: [app({ resources: { limits: { memory: '1Ti' } } })],
        },
      ]),
      bounds,
      'effects.0.changes/spec/template/spec/containers/0/resources/limits/memory',
      '1Ti',
    ],
    [
      'a memory limit nobody can read',
      writing([{ path: `${container}/resources/limits/memory`, before: '64Mi', after: 'lots' }]),
      bounds,
      `effects.0.changes${container}/resources/limits/memory`,
      'lots',
    ],
    [
      'a patch that writes more than its changes',
      withEffect({ patch: [...effect.patch, add] }),
      bounds,
      'effects.0.patch',
      add.path,
    ],
    [
      'a patch that writes another value',
      withEffect({ patch: effect.patch.map((op) => (op.op === 'replace' ? { ...op, value: '7Gi' } : op)) }),
      bounds,
      'effects.0.patch',
      `${container}/resources/limits/memory`,
    ],
    [
      'a patch that does not test the uid',
      withEffect({ patch: effect.patch.slice(1) }),
      bounds,
      'effects.0.patch',
      'no test of the uid',
    ],
    [
      'a patch that tests the uid of another object',
      withEffect({ patch: [{ op: 'test', path: '/metadata/uid', value: 'u-2' }, ...effect.patch.slice(1)] }),
      bounds,
      'effects.0.patch',
      'no test of the uid',
    ],
    [
      'a patch that does nothing',
      withEffect({ patch: effect.patch.filter((op) => op.op === 'test') }),
      bounds,
      'effects.0.patch',
      `nothing at ${container}/resources/limits/memory`,
    ],
    [
      'an inverse that removes the container',
      withEffect({ inverse: [...effect.inverse, { op: 'remove', path: container }] }),
      bounds,
      'effects.0.inverse',
      container,
    ],
  ])('catches %s', (_, bad, limits, field, found) => {
    expect(guardPlan(bad, limits)).toMatchObject({ ok: false, field, found, says: expect.stringContaining(field) });
  });
});
