import { describe, expect, test } from 'vitest';
import type { ShownUser, SignInLink, UserAdded } from '../../src/contracts/api/users.ts';
import { keys, tenantLog } from '../../src/core/ledger/keys.ts';
import { create, shapes } from '../../src/core/ledger/shapes.ts';
import { tenant } from './home.ts';
import { expectProblem, type Sent, type ServedHome, servedHome } from './http.ts';

const eve = { id: 'eve', name: 'Eve', roles: ['viewer'] };
const add = (home: ServedHome, body: object, as: Sent['as'] = 'owner') =>
  home.send('POST', '/api/v1/users', { as, body });
const userOf = async (home: ServedHome, id: string): Promise<{ user: ShownUser; etag: string }> => {
  const { body, headers } = await home.send('GET', `/api/v1/users/${id}`, { as: 'owner' });
  return { user: body as unknown as ShownUser, etag: String(headers.etag) };
};
const change = async (home: ServedHome, id: string, body: object, etag?: string) =>
  home.send('PUT', `/api/v1/users/${id}`, {
    as: 'owner',
    body,
    headers: { 'if-match': etag ?? (await userOf(home, id)).etag },
  });
const events = async (home: ServedHome) =>
  (await home.log(tenantLog)).map(({ event, about, actor }) => [event, about, actor.id]);

describe('who may come in', () => {
  test('somebody is added with a link that signs them in, and it stands in the log who did it', async () => {
    const home = await servedHome();
    const { status, body, headers } = await add(home, { ...eve, mail: 'eve@example.com' });
    expect(status).toBe(201);
    const { user, signIn } = body as unknown as UserAdded;
    expect(user).toEqual({ ...eve, tenant, mail: 'eve@example.com', signIn: 'link', version: 1 });
    expect(headers.etag).toBe('"1"');
    expect(signIn?.link).toMatch(new RegExp(`^${home.address}/sign-in#[A-Za-z0-9_-]{43}$`));
    expect(signIn?.expiresAt).toBe(new Date(Date.parse(home.now()) + 24 * 3600_000).toISOString());
    expect(await userOf(home, 'eve')).toMatchObject({ user, etag: '"1"' });
    expect(await events(home)).toEqual([
      ['user_added', 'eve', 'owner'],
      ['sign_in_link_made', 'eve', 'owner'],
    ]);
    const code = signIn?.link.split('#')[1] ?? '';
    expect(JSON.stringify(await home.log(tenantLog))).not.toContain(code);
  });

  test.each<[string, object, number, string, RegExp]>([
    ['an id that is taken', { ...eve, id: 'ada' }, 409, 'Conflict', /ada/],
    ['an odd id', { ...eve, id: 'eve/../owner' }, 400, 'Malformed', /^id: /],
    ['a role there is none of', { ...eve, roles: ['root'] }, 400, 'Malformed', /^roles\.0: /],
    ['no role', { ...eve, roles: [] }, 400, 'Malformed', /^roles: /],
    ['another tenant', { ...eve, tenant: 'other' }, 400, 'Malformed', /tenant/],
    ['a subject, where nobody signs tokens', { ...eve, subject: 'x' }, 400, 'Malformed', /^subject: /],
    ['no address', { ...eve, mail: 'eve at home' }, 400, 'Malformed', /^mail: /],
  ])('%s is refused, and nothing is kept', async (_, body, status, title, names) => {
    const home = await servedHome();
    const before = home.kept();
    expect(expectProblem(await add(home, body), status, title).detail).toMatch(names);
    expect(home.kept()).toEqual(before);
  });

  test('of two who add the same id one is told that it is taken', async () => {
    const home = await servedHome();
    const answers = await Promise.all([add(home, eve), add(home, { ...eve, roles: ['owner'] })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409]);
  });

  test.each(['viewer', 'approver'] as const)('a %s sees and changes nobody', async (role) => {
    const home = await servedHome();
    const as = role === 'viewer' ? 'vera' : 'ada';
    const own = `/api/v1/users/${as}`;
    expectProblem(await home.send('GET', '/api/v1/users', { as }), 403, 'Forbidden');
    expectProblem(await add(home, eve, as), 403, 'Forbidden');
    const body = { roles: ['owner'] };
    expectProblem(await home.send('PUT', own, { as, body, headers: { 'if-match': '"1"' } }), 403, 'Forbidden');
    expectProblem(await home.send('POST', '/api/v1/users/owner/sign-in-link', { as }), 403, 'Forbidden');
    expect(await home.log(tenantLog)).toEqual([]);
  });

  test.each(['nobody', 'a%2Fb', 'a%00b', 'OWNER', 'a%23USER%23owner', '%E2%84%AA', 'x'.repeat(65), '__proto__'])(
    'there is no user %s',
    async (id) => {
      const home = await servedHome();
      expectProblem(await home.send('GET', `/api/v1/users/${id}`, { as: 'owner' }), 404, 'NotFound');
      expectProblem(await home.send('POST', `/api/v1/users/${id}/sign-in-link`, { as: 'owner' }), 404, 'NotFound');
      expectProblem(await change(home, id, { name: 'X' }, '"1"'), 404, 'NotFound');
    },
  );
});

test('under one Idempotency-Key somebody is added once, and their link is shown once', async () => {
  const home = await servedHome();
  const twice = { as: 'owner', body: eve, headers: { 'idempotency-key': 'one-click' } } as const;
  expect((await home.send('POST', '/api/v1/users', twice)).status).toBe(201);
  const before = home.kept();
  expect(expectProblem(await home.send('POST', '/api/v1/users', twice), 409, 'Conflict').detail).toMatch(/shown once/);
  expect(home.kept()).toEqual(before);
});

describe('what is changed', () => {
  test('only what is named, over the version that was seen', async () => {
    const home = await servedHome();
    await add(home, { ...eve, mail: 'eve@example.com' });
    const { status, body, headers } = await change(home, 'eve', { roles: ['approver', 'viewer'] });
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Eve', mail: 'eve@example.com', roles: ['approver', 'viewer'], version: 2 });
    expect(headers.etag).toBe('"2"');
    expect((await change(home, 'eve', { mail: null })).body).not.toHaveProperty('mail');
    expect((await change(home, 'eve', { name: 'Eva' })).body).toMatchObject({ name: 'Eva', version: 4 });
    const entry = (await home.log(tenantLog)).find(({ event }) => event === 'user_changed');
    expect(entry?.detail).toMatchObject({ roles: ['approver', 'viewer'], rolesBefore: ['viewer'] });
  });

  test('of two edits of one version the second is told, and none without a version is taken', async () => {
    const home = await servedHome();
    const { etag } = await userOf(home, 'ada');
    const answers = await Promise.all([
      change(home, 'ada', { roles: ['viewer'] }, etag),
      change(home, 'ada', { roles: ['owner'] }, etag),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    for (const seen of ['"99"', '1', '*', 'W/"1"'])
      expectProblem(await change(home, 'bob', { name: 'B' }, seen), 412, 'Stale');
    const bare = await home.send('PUT', '/api/v1/users/bob', { as: 'owner', body: { name: 'B' } });
    expect(expectProblem(bare, 400, 'Malformed').detail).toMatch(/If-Match/);
  });

  test('the last owner stays, whoever asks; a second one makes it possible', async () => {
    const home = await servedHome();
    for (const roles of [[], ['viewer']])
      expect(expectProblem(await change(home, 'owner', { roles }), 422, 'Impossible').detail).toMatch(/last owner/);
    expect((await change(home, 'ada', { roles: ['owner'] })).status).toBe(200);
    expect((await change(home, 'owner', { roles: ['viewer'] })).status).toBe(200);
    expectProblem(await home.send('GET', '/api/v1/users', { as: 'owner' }), 403, 'Forbidden');
    expect((await home.send('GET', '/api/v1/users', { as: 'ada' })).status).toBe(200);
  });

  test('of two owners who remove each other at once one stays', async () => {
    const home = await servedHome();
    await change(home, 'ada', { roles: ['owner'] });
    const [one, other] = [await userOf(home, 'owner'), await userOf(home, 'ada')];
    const put = (as: 'owner' | 'ada', id: string, etag: string) =>
      home.send('PUT', `/api/v1/users/${id}`, { as, body: { roles: [] }, headers: { 'if-match': etag } });
    const answers = await Promise.all([put('owner', 'ada', other.etag), put('ada', 'owner', one.etag)]);
    // The loser is told that they would be the last, or is nobody any more by the time they are asked.
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const left = await home.ports.records.get(keys.owners(tenant));
    expect(left?.body.users).toHaveLength(1);
  });

  test('a role that is lost is lost with the next request', async () => {
    const home = await servedHome();
    const hold = await home.held();
    expect((await change(home, 'ada', { roles: ['viewer'] })).status).toBe(200);
    const yes = await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
    expect(expectProblem(yes, 403, 'Forbidden').detail).toMatch(/ada/);
    expect((await change(home, 'ada', { roles: [] })).body).toMatchObject({ signIn: 'removed' });
    expectProblem(await home.send('GET', '/api/v1/holds', { as: 'ada' }), 401, 'Unauthorized');
    const link = await home.send('POST', '/api/v1/users/ada/sign-in-link', { as: 'owner' });
    expect(expectProblem(link, 422, 'Impossible').detail).toMatch(/removed/);
  });
});

test('ten thousand users: every page is answered, nobody is missing or twice, and one is found at once', async () => {
  const home = await servedHome();
  const many = Array.from({ length: 10_000 }, (_, n) => `user-${String(n).padStart(5, '0')}`);
  for (let at = 0; at < many.length; at += 100)
    await home.ports.records.write(
      many
        .slice(at, at + 100)
        .map((id) => create(shapes.user, keys.user(tenant, id), { id, tenant, roles: ['viewer'], name: id })),
    );
  const seen: string[] = [];
  let cursor: unknown = '';
  while (cursor !== null) {
    const more = cursor === '' ? '' : `&cursor=${encodeURIComponent(String(cursor))}`;
    const { status, body } = await home.send('GET', `/api/v1/users?limit=200${more}`, { as: 'owner' });
    expect(status).toBe(200);
    seen.push(...(body.items as ShownUser[]).map(({ id }) => id));
    cursor = body.cursor;
  }
  expect(seen).toEqual([...many, 'ada', 'bob', 'owner', 'vera'].toSorted());
  expect((await add(home, eve)).status).toBe(201);
  expect((await change(home, 'user-09999', { roles: ['owner'] })).status).toBe(200);
  const link = (await home.send('POST', '/api/v1/users/user-04242/sign-in-link', { as: 'owner' })).body;
  expect((link as unknown as SignInLink).user).toBe('user-04242');
});
