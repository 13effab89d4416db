import { describe, expect, test } from 'vitest';
import { faults } from '../../../src/contracts/fault.ts';
import { faultsOf, type Route } from '../../../src/contracts/route.ts';
import { routes } from '../../../src/contracts/routes.ts';
import { type PortName, routeWiring } from '../../../src/contracts/wiring.ts';

/** What is wrong with a row; nothing, when it keeps the promises of every route of its kind. */
function wrongWith(route: Route): string[] {
  const wrong: string[] = [];
  const ports: readonly PortName[] = routeWiring[route.group];
  const signed = route.auth === 'person';
  if (route.method === 'POST' && signed && route.once === undefined) wrong.push('say how it is done once');
  if (route.method !== 'POST' && route.once !== undefined) wrong.push('only a POST is named by an Idempotency-Key');
  if (route.once !== undefined && !signed) wrong.push('a key belongs to a person');
  if (route.once === 'answer' || route.once === 'mark')
    for (const port of ['records', 'clock'] as const)
      if (!ports.includes(port)) wrong.push(`its group needs the port ${port} to remember its keys`);
  if (route.method === 'PUT' && route.ifMatch === undefined) wrong.push('an edit says which version it was made on');
  if (route.ifMatch !== undefined && !route.etag) wrong.push('whoever edits on must hear the new version');
  if (route.method === 'GET' && (route.bodyAtMost > 0 || route.body !== undefined)) wrong.push('a GET takes no body');
  if (route.body !== undefined && !route.faults.includes('Unsupported')) wrong.push('a body may be of another type');
  if ((route.body ?? route.query) !== undefined && !route.faults.includes('Malformed')) wrong.push('it may not parse');
  for (const word of faultsOf(route)) if (!(word in faults)) wrong.push(`${word} is no fault`);
  for (const status of route.statuses) if (status < 200 || status > 599) wrong.push(`${status} is no status`);
  return wrong;
}

describe('every row keeps the promises of its kind', () => {
  test.for(routes.map((route) => [route.id, route] as const))('%s', ([, route]) => {
    expect(wrongWith(route)).toEqual([]);
  });

  test('every edit can be read with the version it must name', () => {
    const versioned = new Set(
      (routes as readonly Route[]).filter((it) => it.method === 'GET' && it.etag).map((it) => it.path),
    );
    const edits = (routes as readonly Route[]).filter((route) => route.ifMatch !== undefined);
    expect(edits.length).toBeGreaterThan(0);
    expect(edits.map((route) => route.path).filter((path) => !versioned.has(path))).toEqual([]);
  });
});

describe('crimes', () => {
  const sound = routes.find((route) => route.id === 'replay-dead-letter') as Route;
  const { once: _once, ...unnamed } = sound;
  test.for<[string, Route, RegExp]>([
    ['a POST that says nothing about a second time', unnamed, /done once/],
    ['one of a group that could not remember', { ...sound, group: 'proposals' }, /clock/],
    ['an edit of nobody knows which version', { ...unnamed, method: 'PUT' }, /which version/],
    ['a GET with a body', { ...unnamed, method: 'GET' }, /no body/],
    ['a body that can only be right', { ...sound, body: sound.answer, faults: [] }, /another type/],
  ])('%s is found', ([, route, says]) => {
    expect(wrongWith(route).join('; ')).toMatch(says);
  });
});
