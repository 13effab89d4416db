import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/contracts/json.ts';
import { Plan } from '../../../src/contracts/plan.ts';
import { makePlan } from '../../../src/core/planning/make-plan.ts';
import { planHash } from '../../../src/core/planning/plan-hash.ts';
import { proposeActions } from '../../../src/core/planning/propose.ts';
import { bounds, deployment, outOfMemory } from '../actions/cart.ts';

function plan(): Plan {
  const judgement = outOfMemory();
  const [action] = proposeActions(judgement, bounds);
  if (action === undefined) throw new Error('nothing is proposed');
  const made = makePlan({ judgement, action, objects: [deployment()], bounds, practice: false });
  if ('refused' in made) throw new Error(made.refused);
  return made.plan;
}
// As it is stored: no part of it is shared with another.
const base = Plan.parse(JSON.parse(JSON.stringify(plan())));

/** The same value with the keys of every object in another order. */
function shuffled(value: Json, order: () => number): Json {
  if (Array.isArray(value)) return value.map((each) => shuffled(each, order));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => ({ key, inner: shuffled(inner, order), at: order() }));
  return Object.fromEntries(entries.sort((a, b) => a.at - b.at).map(({ key, inner }) => [key, inner]));
}
/** Every place in the plan where a text, number or flag stands. */
function leaves(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}
function edited(from: Plan, path: readonly (string | number)[]): Plan {
  const copy = structuredClone(from);
  let at = copy as unknown as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as typeof at;
  const last = path.at(-1) ?? '';
  at[last] = typeof at[last] === 'number' ? (at[last] as number) + 1 : `${String(at[last])}!`;
  return copy;
}

describe('planHash', () => {
  test('is 64 hex digits and the same for any order of keys', () => {
    expect(planHash(base)).toMatch(/^[0-9a-f]{64}$/);
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (stream) => {
        const order = () => stream.next().value ?? 0;
        expect(planHash(shuffled(base as unknown as Json, order) as unknown as Plan)).toBe(planHash(base));
      }),
      { numRuns: 50 },
    );
  });

  const binding = ['action', 'target', 'claims', 'effects'];
  const places = leaves(base);
  test('every value that decides what runs moves it', () => {
    const deciding = places.filter(([first]) => binding.includes(String(first)));
    expect(deciding.length).toBeGreaterThan(25);
    const hashes = deciding.map((path) => planHash(edited(base, path)));
    expect(hashes).not.toContain(planHash(base));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('no wording moves it', () => {
    const words = places.filter(([first]) => !binding.includes(String(first)));
    expect(words.length).toBeGreaterThan(8);
    for (const path of words) expect(planHash(edited(base, path))).toBe(planHash(base));
  });

  test('an effect or a claim more or less moves it', () => {
    const doubled = { ...base, effects: [...base.effects, ...base.effects] };
    const claimless = { ...base, claims: [] };
    expect(new Set([base, doubled, claimless].map(planHash)).size).toBe(3);
  });
});
