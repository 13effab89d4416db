import * as z from 'zod';
import type { OpenApi } from '../../src/contracts/api/described.ts';

const Reference = z.object({ $ref: z.string() });
const Parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  description: z.string().optional(),
  schema: z.unknown(),
});
const Content = z.record(z.string(), z.object({ schema: z.unknown().optional() }));
const Answer = z.object({
  description: z.string().optional(),
  content: Content.optional(),
  'x-words': z.array(z.string()).default([]),
  'x-try-again': z.boolean().default(false),
});
const Operation = z.object({
  operationId: z.string(),
  summary: z.string().default(''),
  description: z.string().optional(),
  tags: z.array(z.string()).default([]),
  security: z.array(z.record(z.string(), z.unknown())).default([]),
  parameters: z.array(z.union([Parameter, Reference])).default([]),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.union([Reference, Answer])).default({}),
  'x-roles': z.array(z.string()).default([]),
  'x-body-at-most': z.number().default(0),
  'x-only': z.string().optional(),
});
export type DescribedParameter = z.infer<typeof Parameter>;

/** A refusal: its words, what they mean, and whether the same call may pass later. */
export interface DescribedRefusal {
  status: string;
  words: readonly string[];
  says: string;
  tryAgain: boolean;
}

/** One operation as the docs page shows it: references followed, schemas as they are. */
export interface DescribedOperation {
  id: string;
  method: string;
  path: string;
  group: string;
  summary: string;
  description: string | undefined;
  roles: readonly string[];
  open: boolean;
  parameters: readonly DescribedParameter[];
  /** The ways to prove oneself; any one of them is enough. */
  proofs: readonly string[];
  bodyAtMost: number;
  /** The one home that has it; undefined: both. */
  only: string | undefined;
  body: unknown;
  refusals: readonly DescribedRefusal[];
  answers: readonly { status: string; says: string; schema: unknown }[];
}

/** What is described, in its order. An operation it cannot read is left out, never the others. */
export function operationsOf(document: OpenApi): DescribedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, described]): DescribedOperation[] => {
      const { data: operation } = Operation.safeParse(described);
      if (operation === undefined) return [];
      return [
        {
          id: operation.operationId,
          method: method.toUpperCase(),
          path,
          group: operation.tags[0] ?? 'other',
          summary: operation.summary,
          description: operation.description,
          roles: operation['x-roles'],
          open: operation.security.length === 0 || operation.security.some((way) => Object.keys(way).length === 0),
          parameters: operation.parameters.flatMap((it) => Parameter.safeParse(followed(document, it)).data ?? []),
          proofs: [...new Set(operation.security.flatMap(Object.keys))],
          bodyAtMost: operation['x-body-at-most'],
          only: operation['x-only'],
          body: schemaIn(operation.requestBody?.content, 'application/json'),
          ...saidBy(document, operation.responses),
        },
      ];
    }),
  );
}

/** Answers and refusals apart. One status may be both: not ready is an answer, and so is a home that cannot be reached. */
function saidBy(
  document: OpenApi,
  responses: z.infer<typeof Operation>['responses'],
): Pick<DescribedOperation, 'answers' | 'refusals'> {
  const answers: DescribedOperation['answers'][number][] = [];
  const refusals: DescribedRefusal[] = [];
  for (const [status, it] of Object.entries(responses)) {
    const said = Answer.safeParse(followed(document, it)).data;
    if (said === undefined) continue;
    const { description: says = '', content, 'x-words': words, 'x-try-again': tryAgain } = said;
    if (words.length > 0) refusals.push({ status, words, says, tryAgain });
    const schema = schemaIn(content, 'application/json');
    if (words.length === 0 || schema !== undefined)
      answers.push({ status, says: words.length > 0 ? '' : says, schema });
  }
  return { answers, refusals };
}

const schemaIn = (content: z.infer<typeof Content> | undefined, type: string): unknown => content?.[type]?.schema;

const Named = z.object({ description: z.string().default('') });
/** Every shape that bodies and answers refer to by name. */
export function shapesOf(document: OpenApi): { name: string; says: string; schema: unknown }[] {
  return Object.entries(document.components.schemas).map(([name, schema]) => {
    const { description: says = '' } = Named.safeParse(schema).data ?? {};
    const { description: _, ...rest } = schema;
    return { name, says, schema: rest };
  });
}

/** The shape's name, where a schema is nothing but that. */
export function nameIn(schema: unknown): string | undefined {
  return /^#\/components\/schemas\/(\w+)$/.exec(Reference.safeParse(schema).data?.$ref ?? '')?.[1];
}

/** What a `#/…` reference within the document means; anything else as it is. */
function followed(document: OpenApi, value: unknown): unknown {
  const reference = Reference.safeParse(value).data?.$ref;
  if (reference === undefined || !reference.startsWith('#/')) return value;
  let at: unknown = document;
  for (const piece of reference.slice(2).split('/')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, piece)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[piece];
  }
  return at;
}

/** The address of an operation with its blanks filled in; undefined while a needed one is empty. */
export function addressOf(operation: DescribedOperation, filled: Readonly<Record<string, string>>): string | undefined {
  let path = operation.path;
  const query = new URLSearchParams();
  for (const { name, in: place, required } of operation.parameters) {
    const value = (filled[name] ?? '').trim();
    if (place === 'path') {
      if (value === '') return undefined;
      path = path.replace(`{${name}}`, encodeURIComponent(value));
    } else if (place === 'query') {
      if (value === '' && required === true) return undefined;
      if (value !== '') query.set(name, value);
    }
  }
  return query.size > 0 ? `${path}?${query}` : path;
}
