import { describe, expect, test } from 'vitest';
import type { Judgement } from '../../../src/contracts/diagnosis.ts';
import { facts } from '../../../src/contracts/facts.ts';
import { actionOf, actions } from '../../../src/core/actions/catalogue.ts';
import { proposeActions } from '../../../src/core/planning/propose.ts';
import { badRevision, bounds, judgement, missingVariable, noImage, outOfMemory, wrongPort } from './cart.ts';

const lastGood = { number: 1, replicaSet: 'cart-h1' };

describe('catalogue', () => {
  test('each id is named once and found by itself; an unknown one is nothing', () => {
    expect(new Set(actions.map(({ id }) => id)).size).toBe(actions.length);
    for (const action of actions) expect(actionOf(action.id)).toBe(action);
    expect(actionOf('workload.delete')).toBeUndefined();
    expect(actionOf('constructor')).toBeUndefined();
  });
  test('every cause this build knows has an action, and no action has a cause it does not know', () => {
    const proven = new Set(actions.flatMap(({ proof }) => proof));
    expect([...proven].sort()).toEqual(Object.keys(facts).sort());
  });
});

describe('proposeActions', () => {
  test.each<[string, Judgement, { id: string; params: object }[]]>([
    [
      'out of memory',
      outOfMemory(),
      [{ id: 'workload.set-resources', params: { container: 'app', memoryLimit: '128Mi' } }],
    ],
    [
      'no image, one that ran is known: the narrower first, the roll-back second',
      noImage({ lastGoodImage: 'registry.example/cart:1', lastGood }),
      [
        { id: 'workload.set-image', params: { container: 'app', image: 'registry.example/cart:1' } },
        { id: 'workload.roll-back', params: { revision: 1, replicaSet: 'cart-h1' } },
      ],
    ],
    ['no image, none known to have run', noImage(), []],
    ['no image, the same image ran', noImage({ lastGoodImage: 'registry.example/cart:2' }), []],
    [
      'wrong port',
      wrongPort(),
      [
        {
          id: 'workload.set-probe',
          params: { container: 'app', probe: 'readinessProbe', handler: 'httpGet', port: 8080 },
        },
      ],
    ],
    ['wrong port, no such port', wrongPort(70000), []],
    [
      'variable missing',
      missingVariable(),
      [{ id: 'workload.roll-back', params: { revision: 1, replicaSet: 'cart-h1' } }],
    ],
    ['variable missing, never ran', missingVariable({}), []],
    ['bad revision', badRevision(), [{ id: 'workload.roll-back', params: { revision: 1, replicaSet: 'cart-h1' } }]],
    ['an unknown cause', judgement('pod.bored', {}), []],
    ['facts of another shape', judgement('pod.memory-limit-exceeded', { container: 'app' }), []],
    ['an unreadable limit', outOfMemory('much'), []],
  ])('%s', (_, sick, expected) => {
    expect(proposeActions(sick, bounds)).toEqual(expected.map((call) => ({ ...call, risk: 'medium' })));
  });

  test.each([
    ['6Gi', '8Gi'],
    ['8Gi', undefined],
    ['9Gi', undefined],
    ['7900Mi', '8Gi'],
  ])('a limit of %s is raised to %s, never above the guardrail', (limit, expected) => {
    const [first] = proposeActions(outOfMemory(limit), bounds);
    expect(first?.params.memoryLimit).toBe(expected);
  });

  test('an unreadable guardrail proposes nothing', () => {
    expect(proposeActions(outOfMemory(), { ...bounds, memoryLimitAtMost: 'lots' })).toEqual([]);
  });
});
