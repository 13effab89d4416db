import { expect, test } from 'vitest';
import type { TokenMade } from '../../src/contracts/api/tokens.ts';
import { tenantLog } from '../../src/core/ledger/keys.ts';
import { expectProblem, type ServedHome, servedHome } from './http.ts';

const make = async (home: ServedHome, body: object) =>
  (await home.send('POST', '/api/v1/tokens', { as: 'owner', body })).body as unknown as TokenMade;
const me = (home: ServedHome, token: string) =>
  home.send('GET', '/api/v1/me', { headers: { authorization: `Bearer ${token}` } });

test('a token speaks for its user until it expires, and stands nowhere', async () => {
  const home = await servedHome();
  const { id, token, user, expiresAt } = await make(home, { user: 'ada', name: 'nightly report', days: 2 });
  expect(token).toMatch(/^[\w-]{43}$/);
  expect(user).toBe('ada');
  expect((await me(home, token)).body).toMatchObject({ id: 'ada', roles: ['approver'] });
  const list = await home.send('GET', '/api/v1/tokens', { as: 'owner' });
  expect(list.body.items).toContainEqual(
    expect.objectContaining({ id, user: 'ada', name: 'nightly report', madeBy: 'person', expiresAt }),
  );
  for (const text of [list.bytes.toString(), JSON.stringify(await home.log(tenantLog))])
    expect(text).not.toContain(token);
  home.pass(2 * 24 * 3600 - 1);
  expect((await me(home, token)).status).toBe(200);
  home.pass(1);
  expect(expectProblem(await me(home, token), 401, 'Unauthorized').detail).toMatch(/expired/);
});

test('one is ended by itself, or with everything of its user', async () => {
  const home = await servedHome();
  const [one, two] = [await make(home, { user: 'ada', name: 'one' }), await make(home, { user: 'ada', name: 'two' })];
  expect((await home.send('DELETE', `/api/v1/tokens/${one.id}`, { as: 'owner' })).body).toEqual({
    id: one.id,
    user: 'ada',
  });
  expectProblem(await home.send('DELETE', `/api/v1/tokens/${one.id}`, { as: 'owner' }), 404, 'NotFound');
  expectProblem(await me(home, one.token), 401, 'Unauthorized');
  expect((await me(home, two.token)).status).toBe(200);
  home.pass(1);
  await home.send('PUT', '/api/v1/users/ada', { as: 'owner', body: { roles: [] }, headers: { 'if-match': '"1"' } });
  expectProblem(await me(home, two.token), 401, 'Unauthorized');
  expect((await home.log(tenantLog)).map(({ event, about }) => [event, about])).toEqual([
    ['token_made', 'ada'],
    ['token_made', 'ada'],
    ['token_ended', 'ada'],
    ['user_changed', 'ada'],
  ]);
});

test.each<[string, object, number, string]>([
  ['for nobody', { user: 'nobody', name: 'x' }, 404, 'NotFound'],
  ['without a name', { user: 'ada' }, 400, 'Malformed'],
  ['for ever', { user: 'ada', name: 'x', days: 100_000 }, 400, 'Malformed'],
  ['chosen by its user', { user: 'ada', name: 'x', token: 'a'.repeat(43) }, 400, 'Malformed'],
])('one %s is refused', async (_, body, status, title) => {
  const home = await servedHome();
  const before = home.kept();
  expectProblem(await home.send('POST', '/api/v1/tokens', { as: 'owner', body }), status, title);
  expect(home.kept()).toEqual(before);
});

test.each(['..', 'a%2Fb', '%00', 'x'.repeat(1500), '0'.repeat(64)])('there is no token %.20s', async (id) => {
  const home = await servedHome();
  expectProblem(await home.send('DELETE', `/api/v1/tokens/${id}`, { as: 'owner' }), 404, 'NotFound');
});
