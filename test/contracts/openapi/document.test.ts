import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Bytes } from '../../../src/contracts/api/bytes.ts';
import type { OpenApi } from '../../../src/contracts/api/described.ts';
import { nouns } from '../../../src/contracts/api/nouns.ts';
import { parameters } from '../../../src/contracts/api/parameters.ts';
import { openApi } from '../../../src/contracts/openapi/document.ts';
import { nameOf } from '../../../src/contracts/openapi/schemas.ts';
import type { Route } from '../../../src/contracts/route.ts';
import { routes } from '../../../src/contracts/routes.ts';
import { read } from '../../architecture/tree.ts';
import { Meta } from './meta.ts';
import { readerOf } from './reader.ts';

interface Operation {
  operationId: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: { $ref?: string; name?: string; in?: string; required?: boolean }[];
  responses: Record<string, object>;
}
const table: readonly Route[] = routes;
const document = openApi(routes);
const operationsOf = ({ paths }: OpenApi) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, it]) => ({ path, method, operation: it as unknown as Operation })),
  );

/** What is wrong with a document: nothing, when whoever reads it finds everything it speaks of. */
function wrongWith(doc: OpenApi): string[] {
  const wrong: string[] = [];
  const parsed = Meta.safeParse(doc);
  if (!parsed.success) return [z.prettifyError(parsed.error)];
  const text = JSON.stringify(doc);
  const referred = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, ref = '']) => ref));
  for (const ref of referred) if (!resolves(doc, ref)) wrong.push(`${ref} is nowhere`);
  for (const [kind, members] of Object.entries(doc.components))
    for (const name of kind === 'securitySchemes' ? [] : Object.keys(members as object))
      if (!referred.has(`#/components/${kind}/${name}`)) wrong.push(`nothing refers to ${kind}/${name}`);
  const ids = new Set<string>();
  for (const { path, operation } of operationsOf(doc)) {
    if (ids.has(operation.operationId)) wrong.push(`${operation.operationId} twice`);
    ids.add(operation.operationId);
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const declared = operation.parameters.filter((it) => it.in === 'path' && it.required).map((it) => it.name);
    if (JSON.stringify(inPath) !== JSON.stringify(declared)) wrong.push(`${path}: ${declared} declared`);
    const schemes = Object.keys((doc.components.securitySchemes ?? {}) as object);
    for (const name of operation.security.flatMap(Object.keys))
      if (!schemes.includes(name)) wrong.push(`${name} is no security scheme`);
    if (operation.security.length > 0 && operation.responses['401'] === undefined) wrong.push(`${path}: no 401`);
    if (operation.responses['500'] === undefined) wrong.push(`${path}: says that it has no defects`);
    const tags = (doc.tags as { name: string }[]).map(({ name }) => name);
    for (const tag of operation.tags) if (!tags.includes(tag)) wrong.push(`${tag} is no tag`);
  }
  return wrong;
}

function resolves(doc: OpenApi, ref: string): boolean {
  let at: unknown = doc;
  for (const part of ref.split('/').slice(1))
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined;
  return at !== undefined;
}

test('the document is whole', () => {
  expect(wrongWith(document)).toEqual([]);
});

test('it is the same each time, and the one in the reference', () => {
  expect(openApi(routes)).toEqual(document);
  expect(JSON.parse(read('docs/reference/openapi.json'))).toEqual(JSON.parse(JSON.stringify(document)));
});

test('every route is in it under its own id, and nothing else', () => {
  expect(
    operationsOf(document)
      .map(({ operation }) => operation.operationId)
      .toSorted(),
  ).toEqual(table.map((route) => route.id).toSorted());
});

describe('what a row says stands in its operation', () => {
  test.for(table.map((route) => [route.id, route] as const))('%s', ([id, route]) => {
    const { operation, method } = operationsOf(document).find((it) => it.operation.operationId === id) ?? {};
    expect(method).toBe(route.method.toLowerCase());
    const headers = operation?.parameters.map(({ $ref }) => $ref?.split('/').at(-1)).filter(Boolean);
    expect(headers).toEqual([
      ...(['receipt', 'answer', 'mark'].includes(String(route.once)) ? ['IdempotencyKey'] : []),
      ...(route.ifMatch === 'needed' ? ['IfMatchNeeded'] : route.ifMatch === 'taken' ? ['IfMatch'] : []),
    ]);
    expect(operation).toMatchObject({ 'x-body-at-most': route.bodyAtMost, 'x-roles': route.roles });
    for (const status of route.statuses) expect(operation?.responses).toHaveProperty(String(status));
    // A link proves itself in the body.
    expect(operation?.security.length === 0).toBe(route.auth === 'none' || route.auth === 'link');
  });

  test.for(table.map((route) => [route.id, route] as const))(
    '%s: what it takes and answers has a name',
    ([, route]) => {
      for (const schema of [route.answer, route.body, ...Object.values(route.refusals ?? {})])
        if (schema !== undefined && schema !== Bytes && !(schema instanceof z.ZodNever))
          expect(nameOf(schema), 'name it in src/contracts/api/nouns.ts').toBeDefined();
      for (const [, name = ''] of route.path.matchAll(/:(\w+)/g))
        expect(Object.keys(parameters), 'say what it is in src/contracts/api/parameters.ts').toContain(name);
    },
  );
});

describe('shapes', () => {
  test('every one is a schema that can be read back', () => {
    const reader = readerOf(document);
    for (const name of Object.keys(nouns)) expect(() => reader(name).safeParse({}), name).not.toThrow();
  });

  test('what is sent is closed, what is answered may gain fields', () => {
    const reader = readerOf(document);
    const asked = { verdict: 'approved', planHash: '0'.repeat(64) };
    expect(reader('DecisionRequest').safeParse(asked).success).toBe(true);
    expect(reader('DecisionRequest').safeParse({ ...asked, force: true }).success).toBe(false);
    expect(reader('Alive').safeParse({ ok: true, since: 'yesterday' }).success).toBe(true);
    expect(reader('Alive').safeParse({ ok: 'yes' }).success).toBe(false);
  });
});

describe('crimes', () => {
  const without = (path: string, from: OpenApi = document): OpenApi => {
    const copy = structuredClone(from) as unknown as Record<string, unknown>;
    const parts = path.split(' ');
    const last = parts.pop() ?? '';
    const holder = parts.reduce((at, part) => at[part] as Record<string, unknown>, copy);
    expect(holder).toHaveProperty([last]);
    if (Array.isArray(holder)) holder.splice(Number(last), 1);
    else delete holder[last];
    return copy as unknown as OpenApi;
  };
  const hold = 'paths /api/v1/holds/{hold} get';
  test.for<[string, OpenApi, RegExp]>([
    ['a shape that is missing', without('components schemas ShownHold'), /ShownHold is nowhere/],
    ['a header that is missing', without('components headers ETag'), /ETag is nowhere/],
    ['a parameter that is not declared', without(`${hold} parameters 0`), /holds\/\{hold\}: .*declared/],
    ['an operation without answers', without(`${hold} responses`), /responses/],
    ['a person whose proof cannot fail', without(`${hold} responses 401`), /no 401/],
    ['a scheme nobody explained', without('components securitySchemes bearer'), /bearer is no security scheme/],
    ['an id twice', { ...document, paths: { ...document.paths, '/again': document.paths['/healthz'] ?? {} } }, /twice/],
    ['a field no reader knows', { ...document, surprise: 1 }, /surprise/],
    ['a component nobody needs', withSchema('Lonely'), /nothing refers to schemas\/Lonely/],
  ])('%s', ([, doc, says]) => {
    expect(wrongWith(doc).join('\n')).toMatch(says);
  });
});

function withSchema(name: string): OpenApi {
  const { schemas } = document.components;
  return { ...document, components: { ...document.components, schemas: { ...schemas, [name]: {} } } };
}
