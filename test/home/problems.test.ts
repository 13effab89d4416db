import { expect, test } from 'vitest';
import { routes } from '../../src/contracts/routes.ts';
import { expectProblem, type Sent, servedHome } from './http.ts';

const filled = (path: string): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => (name === 'name' ? 'policy' : 'no-such-thing'));

test.for(
  routes.filter((route) => route.auth === 'person').map((route) => [`${route.method} ${route.path}`, route] as const),
)('%s is shown to nobody who is not signed in, and to no role it does not name', async ([, route]) => {
  const home = await servedHome();
  const before = home.kept();
  const sent: Sent = route.bodyAtMost === 0 ? {} : { body: {} };
  const path = filled(route.path);
  expectProblem(await home.send(route.method, path, sent), 401, 'Unauthorized');
  const may = (role: string) => (route.roles as readonly string[]).includes(role);
  if (!may('viewer')) expectProblem(await home.send(route.method, path, { ...sent, as: 'vera' }), 403, 'Forbidden');
  if (!may('approver')) expectProblem(await home.send(route.method, path, { ...sent, as: 'ada' }), 403, 'Forbidden');
  expect(home.kept()).toEqual(before);
  const owner = await home.send(route.method, path, { ...sent, as: 'owner' });
  expect([401, 403, 500]).not.toContain(owner.status);
  // A ticket is kept until it is used or over.
  if (route.id !== 'make-live-ticket') expect(home.kept()).toEqual(before);
});

test('whatever goes wrong is a problem document that names what to do', async () => {
  const home = await servedHome();
  const wrong: [string, string, Sent, number, string, RegExp][] = [
    ['GET', '/nowhere', {}, 404, 'NotFound', /GET \/nowhere/],
    ['DELETE', '/api/v1/holds', { as: 'owner' }, 404, 'NotFound', /DELETE/],
    ['GET', '/api/v1/incidents?limit=many', { as: 'vera' }, 400, 'Malformed', /limit/],
    ['GET', '/api/v1/incidents?limit=0', { as: 'vera' }, 400, 'Malformed', /limit/],
    ['GET', '/api/v1/incidents?limit=201', { as: 'vera' }, 400, 'Malformed', /limit/],
    ['GET', '/api/v1/incidents?cursor=bm9uc2Vuc2U', { as: 'vera' }, 400, 'Malformed', /cursor/],
    ['GET', `/api/v1/incidents?cursor=${'x'.repeat(2049)}`, { as: 'vera' }, 400, 'Malformed', /cursor/],
    ['GET', '/api/v1/dead-letters?limit=-1', { as: 'vera' }, 400, 'Malformed', /limit/],
    ['GET', '/api/v1/incidents/none', { as: 'vera' }, 404, 'NotFound', /incident none/],
    ['GET', '/api/v1/incidents/none/log', { as: 'vera' }, 404, 'NotFound', /incident none/],
    ['GET', '/api/v1/incidents/none/alerts/none/raw', { as: 'vera' }, 404, 'NotFound', /alert none/],
    ['GET', '/api/v1/dead-letters/none', { as: 'vera' }, 404, 'NotFound', /dead letter none/],
    ['GET', '/api/v1/settings/__proto__', { as: 'vera' }, 404, 'NotFound', /__proto__/],
    ['GET', '/api/v1/incidents/%E0%A4%A', { as: 'vera' }, 404, 'NotFound', /incident/],
    ['GET', '/api/v1/incidents/a%00b', { as: 'vera' }, 404, 'NotFound', /incident/],
    ['GET', `/api/v1/incidents/${'x'.repeat(9000)}`, { as: 'vera' }, 413, 'TooLarge', /2048|bytes/],
    ['GET', '/api/v1/holds', { headers: { host: 'mendgate.example:80' } }, 403, 'Forbidden', /mendgate\.example/],
    ['GET', '/healthz', { headers: { host: '127.0.0.1.example' } }, 403, 'Forbidden', /127\.0\.0\.1\.example/],
  ];
  for (const [method, path, sent, status, title, names] of wrong)
    expect(expectProblem(await home.send(method, path, sent), status, title).detail, path.slice(0, 80)).toMatch(names);
  expect(home.complaints).toEqual([]);
});

test.for(['localhost', 'LOCALHOST:4650', '127.0.0.1', '127.0.0.1:1', '[::1]:4650'])(
  'the home answers to its own name %s',
  async (host) => {
    const home = await servedHome();
    expect((await home.send('GET', '/healthz', { headers: { host } })).status).toBe(200);
  },
);

test('no answer shows the token a machine waits with, and none lets itself be kept', async () => {
  const home = await servedHome();
  const hold = await home.held();
  for (const path of [
    '/api/v1/holds',
    `/api/v1/holds/${hold.incident}.${hold.id}`,
    `/api/v1/incidents/${hold.incident}`,
  ]) {
    const answer = await home.send('GET', path, { as: 'vera' });
    expect(answer.status).toBe(200);
    const text = answer.bytes.toString();
    expect(text).toContain(hold.code);
    expect(text).not.toContain('sealedToken');
    expect(text).not.toContain(hold.sealedToken);
    expect(answer.headers['cache-control']).toBe('no-store');
  }
});
