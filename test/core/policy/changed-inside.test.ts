import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedInside, leftOut } from '../../../src/core/policy/changed-inside.ts';

const upper = (value: unknown): unknown =>
  typeof value === 'string' ? value.toUpperCase() : changedInside(value, upper);
/** The plain way: everything anew. */
const rebuilt = (value: unknown): unknown => {
  if (typeof value === 'string') return value.toUpperCase();
  if (Array.isArray(value)) return value.map(rebuilt);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, rebuilt(inner)]));
};
const key = fc.constantFrom('a', 'b', 'Name', '__proto__', '1', 'constructor');
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('x', 'X', '', 'UP', 0, true, null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

test('what comes out is what building everything anew would give, and what was given stays as it was', () => {
  fc.assert(
    fc.property(json, (value) => {
      const text = JSON.stringify(value);
      expect(JSON.stringify(upper(value))).toBe(JSON.stringify(rebuilt(value)));
      expect(JSON.stringify(value)).toBe(text);
    }),
    { numRuns: 500 },
  );
});

test('what does not change is not copied, however much beside it does', () => {
  const given = { same: { deep: ['A', { b: 'B' }] }, other: ['a', 'B'] };
  const made = upper(given) as typeof given;
  expect(made).toEqual({ same: given.same, other: ['A', 'B'] });
  expect(made.same).toBe(given.same);
  expect(upper(given.same)).toBe(given.same);
});

test('fields are left out, the others keep their order', () => {
  const without = (value: unknown) => changedInside(value, (inner, name) => (name === 'b' ? leftOut : inner));
  expect(JSON.stringify(without({ c: 1, b: 2, a: 3 }))).toBe('{"c":1,"a":3}');
});
