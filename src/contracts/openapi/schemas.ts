import * as z from 'zod';
import { nouns } from '../api/nouns.ts';

/** A JSON Schema (2020-12) as far as it is touched here. */
export type JsonSchema = { [key: string]: unknown };

const place = (name: string): string => `#/components/schemas/${name}`;
const names = new Map<z.ZodType, string>(Object.entries(nouns).map(([name, [schema]]) => [schema, name]));
/** By what name a shape is known; undefined for one that stands only where it is used. */
export const nameOf = (schema: z.ZodType): string | undefined => names.get(schema);

/** A shape where it is used: its name, when it has one. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  const name = nameOf(schema);
  return name === undefined ? tidied(z.toJSONSchema(schema, { io: 'input' })) : { $ref: place(name) };
}

/**
 * Every shape that has a name. Answers may gain fields, so they are described open; what is taken is described closed, as it
 * is read: `bodies` are the shapes that are sent.
 */
export function componentSchemas(bodies: readonly z.ZodType[]): Record<string, JsonSchema> {
  const answers = generated('output');
  const requests = generated('input');
  const sent = reachable(
    requests,
    bodies.map(nameOf).filter((name) => name !== undefined),
  );
  return Object.fromEntries(
    Object.entries(nouns).map(([name, [, description]]) => {
      const schema = sent.has(name) ? requests[name] : opened(answers[name]);
      return [name, { description, ...(schema as JsonSchema) }];
    }),
  );
}

function generated(io: 'input' | 'output'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, name] of names) registry.add(schema, { id: name });
  const { schemas } = z.toJSONSchema(registry, { io, uri: place });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, tidied(schema)]));
}

/** Without what says nothing: where it came from, and bounds that are those of every integer. */
function tidied(schema: unknown): JsonSchema {
  return mapped(schema, ({ $schema: _schema, $id: _id, ...rest }) => {
    if (rest.minimum === Number.MIN_SAFE_INTEGER) delete rest.minimum;
    if (rest.maximum === Number.MAX_SAFE_INTEGER) delete rest.maximum;
    return rest;
  });
}

const opened = (schema: unknown): JsonSchema =>
  mapped(schema, ({ additionalProperties, ...rest }) => ({
    ...rest,
    ...(additionalProperties !== undefined && additionalProperties !== false && { additionalProperties }),
  }));

function mapped(value: unknown, change: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const inner = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(inner);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(change(part as JsonSchema)).map(([name, it]) => [name, inner(it)]));
  };
  return inner(value) as JsonSchema;
}

function reachable(schemas: Record<string, JsonSchema>, from: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const [, next] of JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/(\w+)"/g))
      visit(next ?? '');
  };
  for (const name of from) visit(name);
  return seen;
}
