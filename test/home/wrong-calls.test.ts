import { describe, expect, test } from 'vitest';
import { type FaultWord, faults } from '../../src/contracts/fault.ts';
import { openApi } from '../../src/contracts/openapi/document.ts';
import { faultsOf, type Route } from '../../src/contracts/route.ts';
import { routes } from '../../src/contracts/routes.ts';
import { readerOf } from '../contracts/openapi/reader.ts';
import { expectProblem, type Sent, servedHome } from './http.ts';

const table: readonly Route[] = routes;
const document = openApi(routes);
const problemShape = readerOf(document)('Problem');

/** An address of the route that names nothing there is. */
const nowhere = (route: Route): string => route.path.replace(/:(\w+)/g, 'no-such-thing');
const signed = (route: Route): Sent => (route.auth === 'person' ? { as: 'owner' } : {});
/** A session is opened by a page of the home only, which a browser vouches for. */
const ofOwnPage = (route: Route, address: string): Record<string, string> =>
  route.id === 'open-session' ? { origin: address, 'x-mendgate': 'console' } : {};

/** A link is the proof of a route that asks for no other. */
const something = (route: Route): Sent =>
  route.bodyAtMost > 0 ? { body: route.auth === 'link' ? { link: 'no-such-link' } : {} } : {};

/** Ways to call a route wrongly, each with the words it may be refused with. */
const wrongCalls: Readonly<
  Record<string, (route: Route) => { sent: Sent; path?: string; words: readonly FaultWord[] } | undefined>
> = {
  'under a name this home does not have': (route) => ({
    sent: { ...signed(route), headers: { host: 'mendgate.example' } },
    words: ['Forbidden'],
  }),
  'with more than it takes': (route) => ({
    sent: { ...signed(route), headers: { 'content-length': String(route.bodyAtMost + 1) } },
    words: ['TooLarge'],
  }),
  'by nobody': (route) => (route.auth === 'none' ? undefined : { sent: something(route), words: ['Unauthorized'] }),
  'about nothing there is': (route) =>
    route.path.includes(':') && route.auth === 'person'
      ? { sent: { ...signed(route), ...something(route) }, words: ['NotFound', 'Malformed'] }
      : undefined,
  'with a body that is not JSON': (route) =>
    route.body === undefined ? undefined : { sent: { ...signed(route), body: '{' }, words: ['Malformed', 'NotFound'] },
  'with a body of another type': (route) =>
    route.body === undefined
      ? undefined
      : {
          sent: { ...signed(route), body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
          words: ['Unsupported', 'NotFound'],
        },
  'with a question that makes no sense': (route) =>
    route.query === undefined
      ? undefined
      : { sent: signed(route), path: `${nowhere(route)}?limit=many`, words: ['Malformed'] },
  'with a key that is none': (route) =>
    route.once === undefined || route.once === 'needless'
      ? undefined
      : { sent: { ...signed(route), body: {}, headers: { 'idempotency-key': 'two words' } }, words: ['Malformed'] },
};

describe.for(table.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', ([, route]) => {
  test('called wrongly in every way there is, it answers with a problem the document speaks of', async () => {
    const home = await servedHome();
    const before = home.kept();
    const operations = document.paths[route.path.replace(/:(\w+)/g, '{$1}')] ?? {};
    const { responses } = operations[route.method.toLowerCase()] as unknown as { responses: Record<string, unknown> };
    let refused = 0;
    for (const [how, call] of Object.entries(wrongCalls)) {
      const wrong = call(route);
      if (wrong === undefined) continue;
      const headers = { ...ofOwnPage(route, home.address), ...wrong.sent.headers };
      const answer = await home.send(route.method, wrong.path ?? nowhere(route), { ...wrong.sent, headers });
      const word = answer.body.title as FaultWord;
      expect(wrong.words, `${how}: ${word}`).toContain(word);
      expectProblem(answer, faults[word].status, word);
      expect(problemShape.safeParse(answer.body).success, how).toBe(true);
      expect(faultsOf(route), how).toContain(word);
      expect(Object.keys(responses), how).toContain(String(answer.status));
      refused += 1;
    }
    expect(refused).toBeGreaterThanOrEqual(2);
    // What was refused left nothing behind.
    expect(home.kept()).toEqual(before);
    expect(home.complaints).toEqual([]);
  });
});

test('a route that nobody serves is a problem as well', async () => {
  const home = await servedHome();
  expectProblem(await home.send('GET', '/api/v2/incidents', { as: 'owner' }), 404, 'NotFound');
});
