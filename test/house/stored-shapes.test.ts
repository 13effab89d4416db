import { expect, test } from 'vitest';
import * as z from 'zod';
import { shapes } from '../../src/core/ledger/shapes.ts';

/**
 * What stands in people's stores. A difference here is no reason to update the file: data of the old shape are out there.
 * Raise the shape's `v`, write the migration, then run vitest with -u.
 */
const schemas = Object.entries(shapes).map(
  ([name, { type, v, schema }]) =>
    [name, { type, v, schema: z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) }] as const,
);

test.each(schemas)('a stored shape changed? A new version and a migration are needed: %s', async (name, shape) => {
  await expect(`${JSON.stringify(shape, null, 2)}\n`).toMatchFileSnapshot(`stored-shapes/${name}.v${shape.v}.json`);
});

test('no two shapes share a type', () => {
  const types = Object.values(shapes).map(({ type }) => type);
  expect(new Set(types).size).toBe(types.length);
});

test('a field that appears is seen', () => {
  const before = z.toJSONSchema(z.strictObject({ id: z.string() }));
  const after = z.toJSONSchema(z.strictObject({ id: z.string(), more: z.string().optional() }));
  expect(after).not.toEqual(before);
});
