import { describe, expect, test } from 'vitest';
import { addressOf, nameIn, operationsOf, shapesOf } from '../../../console/view/described.ts';
import type { OpenApi } from '../../../src/contracts/api/described.ts';
import { nouns } from '../../../src/contracts/api/nouns.ts';
import { openApi } from '../../../src/contracts/openapi/document.ts';
import { faultsOf, type Route } from '../../../src/contracts/route.ts';
import { routes } from '../../../src/contracts/routes.ts';

const table: readonly Route[] = routes;
// As it comes over the wire.
const document = JSON.parse(JSON.stringify(openApi(routes))) as OpenApi;
const operations = operationsOf(document);
const shownOf = (id: string) => {
  const found = operations.find((operation) => operation.id === id);
  if (found === undefined) throw new Error(`${id} is not shown`);
  return found;
};

describe('every route is shown as it is', () => {
  test.for(table.map((route) => [route.id, route] as const))('%s', ([id, route]) => {
    const shown = shownOf(id);
    expect(shown).toMatchObject({
      method: route.method,
      group: route.group,
      summary: route.summary,
      roles: route.roles,
      // A link proves itself in the body, which is no sign-in.
      open: route.auth === 'none' || route.auth === 'link',
      bodyAtMost: route.bodyAtMost,
      only: route.only,
    });
    expect(shown.refusals.flatMap(({ words }) => words).toSorted()).toEqual([...faultsOf(route)].toSorted());
    expect(shown.answers.map(({ status }) => Number(status))).toEqual([...route.statuses]);
    if (route.auth === 'person') expect(shown.proofs).toContain('bearer');
    for (const { schema } of [...shown.answers, { schema: shown.body }]) {
      const name = nameIn(schema);
      if (name !== undefined) expect(Object.keys(nouns)).toContain(name);
    }
  });

  test('none is left out, and none is made up', () => {
    expect(operations.map(({ id }) => id).toSorted()).toEqual(table.map(({ id }) => id).toSorted());
  });
});

test('every shape is there to be looked up, with a word on it', () => {
  const shapes = shapesOf(document);
  expect(shapes.map(({ name }) => name)).toEqual(Object.keys(document.components.schemas));
  expect(shapes.filter(({ says }) => says === '')).toEqual([]);
  expect(shapes.find(({ name }) => name === 'StopRequest')?.schema).toEqual({
    type: 'object',
    properties: { stopped: { type: 'boolean' } },
    required: ['stopped'],
    additionalProperties: false,
  });
});

test('a document of another day is shown as far as it can be read', () => {
  const odd = {
    ...document,
    paths: {
      '/a': { get: { operationId: 'a', responses: { 200: { $ref: '#/nowhere' }, 404: 7 } } },
      '/b': { get: { operationId: 'b', summary: 7 } },
      '/c': { get: { operationId: 'c', parameters: [{ $ref: 'https://evil.example/#/x' }] } },
    },
    components: { schemas: { Odd: {} } },
  } as unknown as OpenApi;
  expect(operationsOf(odd).map(({ id }) => id)).toEqual(['c']);
  expect(shapesOf(odd)).toEqual([{ name: 'Odd', says: '', schema: {} }]);
  expect(nameIn({ $ref: 'https://evil.example/#/components/schemas/A' })).toBeUndefined();
});

test('an address is there once its blanks are filled, and nothing filled in leads elsewhere', () => {
  const hold = shownOf('get-hold');
  expect(addressOf(hold, {})).toBeUndefined();
  expect(addressOf(hold, { hold: ' ../../stop?x#y ' })).toBe('/api/v1/holds/..%2F..%2Fstop%3Fx%23y');
  const list = shownOf('list-incidents');
  expect(addressOf(list, {})).toBe('/api/v1/incidents');
  expect(addressOf(list, { limit: '2', cursor: 'a&b' })).toBe('/api/v1/incidents?limit=2&cursor=a%26b');
});
