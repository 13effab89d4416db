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
const Answer = z.object({ description: z.string().optional(), content: Content.optional() });
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
});
export type DescribedParameter = z.infer<typeof Parameter>;

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
  body: unknown;
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
          body: schemaIn(document, operation.requestBody?.content),
          answers: Object.entries(operation.responses).flatMap(([status, it]) => {
            const answer = Answer.safeParse(followed(document, it)).data;
            return answer === undefined
              ? []
              : [{ status, says: answer.description ?? '', schema: schemaIn(document, answer.content) }];
          }),
        },
      ];
    }),
  );
}

function schemaIn(document: OpenApi, content: z.infer<typeof Content> | undefined): unknown {
  const [first] = Object.values(content ?? {});
  return first === undefined ? undefined : followed(document, first.schema);
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
