import { describe, expect, test } from 'vitest';
import { type Route, routes } from '../../../src/contracts/routes.ts';
import { localGroups, routeWiring } from '../../../src/contracts/wiring.ts';
import { routeGroups } from '../../../src/core/routes/catalogue.ts';

describe('the route table', () => {
  test.for(routes.map((route) => [route.id, route] as const))('%s is handled once, by its group', ([id, route]) => {
    expect(routeGroups.filter((group) => id in group.handle).map((group) => group.group)).toEqual([route.group]);
  });

  test('nothing is handled that is not in it', () => {
    const known = new Set<string>(routes.map((route) => route.id));
    expect(routeGroups.flatMap((group) => Object.keys(group.handle)).filter((id) => !known.has(id))).toEqual([]);
  });

  test('each group is handed the ports of its row and no others', () => {
    expect(Object.fromEntries(routeGroups.map((group) => [group.group, group.uses]))).toEqual(routeWiring);
  });

  test('what is read changes nothing: no GET takes a body, and whatever changes something asks who it is', () => {
    for (const route of routes) {
      if (route.method === 'GET') expect(route.bodyAtMost, route.id).toBe(0);
      // Whoever signs in is nobody yet: the code they send is the proof.
      else if (route.id !== 'open-session') expect(route.auth, route.id).not.toBe('none');
      if (route.auth === 'person') expect(route.roles.length, route.id).toBeGreaterThan(0);
      // Everybody may sign themselves out, and hear of what they may read anyway.
      if (route.method !== 'GET' && route.id !== 'close-session' && route.id !== 'make-live-ticket')
        expect(route.roles, route.id).not.toContain('viewer');
    }
  });

  test('the groups that have no function are those all of whose routes are of the home on one machine', () => {
    const groups = Object.groupBy(routes as readonly Route[], ({ group }) => group);
    const local = Object.entries(groups).filter(([, rows = []]) => rows.every(({ only }) => only === 'local'));
    expect(local.map(([group]) => group).toSorted()).toEqual([...localGroups].toSorted());
  });
});
