import { describe, expect, onTestFinished, test } from 'vitest';
import type { SignInLink } from '../../src/contracts/api/users.ts';
import { hashOf } from '../../src/core/access/sign-in-code.ts';
import { keys, tenantLog } from '../../src/core/ledger/keys.ts';
import { create, shapes } from '../../src/core/ledger/shapes.ts';
import { serveRoutes } from '../../src/runtime/local/serve.ts';
import { tenant, tokenOf } from './home.ts';
import { type Answer, expectProblem, overHttp, type Sent, type ServedHome, servedHome } from './http.ts';

const hour = 3600;
const day = 24 * hour;
const own = (home: ServedHome) => ({ origin: home.address, 'x-mendgate': 'console' });
const codeFor = async (home: ServedHome, user: string): Promise<string> => {
  const { body } = await home.send('POST', `/api/v1/users/${user}/sign-in-link`, { as: 'owner' });
  return (body as unknown as SignInLink).link.split('#')[1] ?? '';
};
const enter = (home: ServedHome, code: string, headers: Record<string, string> = own(home)) =>
  home.send('POST', '/api/v1/session', { body: { code }, headers });
const cookieOf = ({ headers }: Answer): string => String(headers['set-cookie']).split(';')[0] ?? '';
const signIn = async (home: ServedHome, user: string): Promise<string> =>
  cookieOf(await enter(home, await codeFor(home, user)));
/** As a page of the home asks. */
const by = (home: ServedHome, cookie: string, sent: Sent = {}): Sent => ({
  ...sent,
  headers: { ...own(home), cookie, ...sent.headers },
});
const stopped = { body: { stopped: true } };

describe('a sign-in link', () => {
  test('signs in once, and says so in the log without the code', async () => {
    const home = await servedHome();
    const code = await codeFor(home, 'ada');
    const answer = await enter(home, code);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ me: { id: 'ada', roles: ['approver'], tenant } });
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^mendgate_session=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Strict$/),
    ]);
    const cookie = cookieOf(answer);
    expect((await home.send('GET', '/api/v1/me', { headers: { cookie } })).body).toMatchObject({ id: 'ada' });
    expectProblem(await enter(home, code), 401, 'Unauthorized');
    const log = await home.log(tenantLog);
    expect(log.map(({ event, actor }) => [event, actor.id])).toEqual([
      ['sign_in_link_made', 'owner'],
      ['signed_in', 'ada'],
    ]);
    for (const secret of [code, cookie.split('=')[1] ?? '']) expect(JSON.stringify(log)).not.toContain(secret);
    expect(home.complaints).toEqual([]);
  });

  test('of two who open it at once one is let in', async () => {
    const home = await servedHome();
    const code = await codeFor(home, 'ada');
    const answers = await Promise.all([1, 2, 3].map(() => enter(home, code)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401]);
  });

  test('is over after its time: ten minutes for oneself, a day where it is sent', async () => {
    for (const [user, seconds] of [
      ['owner', 600],
      ['ada', day],
    ] as const) {
      const home = await servedHome();
      const [good, late] = [await codeFor(home, user), await codeFor(home, user)];
      home.pass(seconds - 1);
      expect((await enter(home, good)).status).toBe(200);
      home.pass(1);
      expectProblem(await enter(home, late), 401, 'Unauthorized');
    }
  });

  test('of somebody who was removed since opens nothing', async () => {
    const home = await servedHome();
    const code = await codeFor(home, 'ada');
    await home.send('PUT', '/api/v1/users/ada', { as: 'owner', body: { roles: [] }, headers: { 'if-match': '"1"' } });
    expectProblem(await enter(home, code), 401, 'Unauthorized');
  });

  test.for([
    ['everything of theirs was ended', [{ signOut: true }]],
    ['they were removed and came back', [{ roles: [] }, { roles: ['approver'] }]],
  ] as const)('made before %s opens nothing any more', async ([, edits]) => {
    const home = await servedHome();
    const code = await codeFor(home, 'ada');
    for (const body of edits) {
      home.pass(1);
      const { headers } = await home.send('GET', '/api/v1/users/ada', { as: 'owner' });
      const etag = { 'if-match': String(headers.etag) };
      expect((await home.send('PUT', '/api/v1/users/ada', { as: 'owner', body, headers: etag })).status).toBe(200);
    }
    home.pass(1);
    expectProblem(await enter(home, code), 401, 'Unauthorized');
    expect((await enter(home, await codeFor(home, 'ada'))).status, 'one made since does').toBe(200);
  });

  test.each<[string, unknown, number, string]>([
    ['a code nobody was given', { code: 'x'.repeat(43) }, 401, 'Unauthorized'],
    ['a token', { code: tokenOf('ada') }, 401, 'Unauthorized'],
    ['an empty code', { code: '' }, 400, 'Malformed'],
    ['a long one', { code: 'x'.repeat(129) }, 400, 'Malformed'],
    ['no code', {}, 400, 'Malformed'],
    ['a list', ['x'], 400, 'Malformed'],
    ['more than a code', { code: 'x', user: 'owner' }, 400, 'Malformed'],
  ])('%s is refused', async (_, body, status, title) => {
    const home = await servedHome();
    const before = home.kept();
    const answer = await home.send('POST', '/api/v1/session', { body, headers: own(home) });
    expectProblem(answer, status, title);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(home.kept()).toEqual(before);
  });

  test('guessing is slowed down for the whole home, and goes on after a while', async () => {
    const home = await servedHome();
    const code = await codeFor(home, 'ada');
    const wrong = await Promise.all(Array.from({ length: 30 }, (_, n) => enter(home, `guess-${n}`.padEnd(43, 'x'))));
    expect(wrong.filter(({ status }) => status === 429).length).toBeGreaterThan(0);
    expectProblem(await enter(home, code), 429, 'Exhausted');
    home.pass(60);
    expect((await enter(home, code)).status).toBe(200);
  });
});

describe('a session', () => {
  test('ends when it is left alone for twelve hours, and after seven days however busy it is', async () => {
    const home = await servedHome();
    const cookie = await signIn(home, 'ada');
    const me = () => home.send('GET', '/api/v1/me', { headers: { cookie } });
    const left = await signIn(home, 'ada');
    for (let passed = 0; passed < 7 * day; passed += 11 * hour) {
      expect((await me()).status, `after ${passed / hour} hours`).toBe(200);
      home.pass(Math.min(11 * hour, 7 * day - passed));
    }
    expectProblem(await me(), 401, 'Unauthorized');
    expectProblem(await home.send('GET', '/api/v1/me', { headers: { cookie: left } }), 401, 'Unauthorized');

    const idle = await signIn(home, 'ada');
    home.pass(12 * hour);
    expectProblem(await home.send('GET', '/api/v1/me', { headers: { cookie: idle } }), 401, 'Unauthorized');
  });

  test('is signed out by its browser, and by an owner who ends it or everything of somebody', async () => {
    const home = await servedHome();
    const cookies = [await signIn(home, 'ada'), await signIn(home, 'ada'), await signIn(home, 'ada')];
    const [first = '', second = '', third = ''] = cookies;
    const out = await home.send('DELETE', '/api/v1/session', by(home, first));
    expect(out.body).toEqual({ ended: true });
    expect(out.headers['set-cookie']).toEqual([expect.stringMatching(/^mendgate_session=; .*Max-Age=0/)]);
    const asks = async (cookie: string) => (await home.send('GET', '/api/v1/me', { headers: { cookie } })).status;
    expect(await asks(first)).toBe(401);
    expect(await asks(second)).toBe(200);

    const { items } = (await home.send('GET', '/api/v1/tokens', { as: 'owner' })).body as {
      items: { id: string; madeBy: string }[];
    };
    const sessions = items.filter(({ madeBy }) => madeBy === 'sign-in');
    expect(sessions).toHaveLength(2);
    await home.send('DELETE', `/api/v1/tokens/${sessions[0]?.id}`, { as: 'owner' });
    expect((await Promise.all([asks(second), asks(third)])).toSorted()).toEqual([200, 401]);

    home.pass(1);
    await home.send('PUT', '/api/v1/users/ada', {
      as: 'owner',
      body: { signOut: true },
      headers: { 'if-match': '"1"' },
    });
    expect(await Promise.all([asks(second), asks(third)])).toEqual([401, 401]);
    home.pass(1);
    expect(await asks(await signIn(home, 'ada'))).toBe(200);
  });

  test('of a user who was removed opens nothing, and stays closed when they come back', async () => {
    const home = await servedHome();
    const cookie = await signIn(home, 'ada');
    const put = async (body: object) => {
      const { headers } = await home.send('GET', '/api/v1/users/ada', { as: 'owner' });
      await home.send('PUT', '/api/v1/users/ada', { as: 'owner', body, headers: { 'if-match': String(headers.etag) } });
    };
    home.pass(1);
    await put({ roles: [] });
    expectProblem(await home.send('GET', '/api/v1/me', { headers: { cookie } }), 401, 'Unauthorized');
    home.pass(1);
    await put({ roles: ['approver'] });
    expectProblem(await home.send('GET', '/api/v1/me', { headers: { cookie } }), 401, 'Unauthorized');
  });

  test('is a browser’s alone: as a bearer it is nobody, and a token in the cookie is none', async () => {
    const home = await servedHome();
    const session = (await signIn(home, 'owner')).split('=')[1] ?? '';
    const bearer = { headers: { authorization: `Bearer ${session}` } };
    expectProblem(await home.send('GET', '/api/v1/me', bearer), 401, 'Unauthorized');
    const made = await home.send('POST', '/api/v1/tokens', { as: 'owner', body: { user: 'ada', name: 'ci' } });
    const cookie = `mendgate_session=${made.body.token}`;
    expectProblem(await home.send('GET', '/api/v1/me', { headers: { cookie } }), 401, 'Unauthorized');
  });

  test('a second cookie of its name, set by whoever, does not stand for it', async () => {
    const home = await servedHome();
    const [ada, owner] = [await signIn(home, 'ada'), await signIn(home, 'owner')];
    expectProblem(
      await home.send('GET', '/api/v1/me', { headers: { cookie: `${ada}; ${owner}` } }),
      401,
      'Unauthorized',
    );
  });
});

describe('whatever changes something must come from a page of the home', () => {
  const foreign: [string, (home: ServedHome) => Record<string, string>][] = [
    ['no Origin', () => ({ 'x-mendgate': 'console' })],
    ['no header of ours', ({ address }) => ({ origin: address })],
    ['another value of it', ({ address }) => ({ origin: address, 'x-mendgate': 'yes' })],
    ['another site', () => ({ origin: 'https://evil.example', 'x-mendgate': 'console' })],
    ['another port of this machine', () => ({ origin: 'http://127.0.0.1:1', 'x-mendgate': 'console' })],
    [
      'another name of this machine',
      ({ address }) => ({ origin: address.replace('127.0.0.1', 'localhost'), 'x-mendgate': 'console' }),
    ],
    ['another scheme', ({ address }) => ({ origin: address.replace('http:', 'https:'), 'x-mendgate': 'console' })],
    ['a name ours begins with', ({ address }) => ({ origin: `${address}.evil.example`, 'x-mendgate': 'console' })],
    ['a page without an origin', () => ({ origin: 'null', 'x-mendgate': 'console' })],
  ];
  test.each(foreign)('%s: nothing is changed, and nobody signed in', async (_, headersOf) => {
    const home = await servedHome();
    const cookie = await signIn(home, 'owner');
    const code = await codeFor(home, 'ada');
    const before = home.kept();
    const headers = { ...headersOf(home), cookie };
    const { body } = stopped;
    expectProblem(await home.send('PUT', '/api/v1/stop', { body, headers }), 403, 'Forbidden');
    expectProblem(await home.send('POST', '/api/v1/users/ada/sign-in-link', { headers }), 403, 'Forbidden');
    expectProblem(await home.send('DELETE', '/api/v1/session', { headers }), 403, 'Forbidden');
    expectProblem(await enter(home, code, headersOf(home)), 403, 'Forbidden');
    expect(home.kept()).toEqual(before);
    expect((await home.send('GET', '/api/v1/me', { headers })).status, 'reading changes nothing').toBe(200);
    // A program cannot be made to send a token by a page: it needs none of this.
    const bearer = { ...headersOf(home), authorization: `Bearer ${tokenOf('owner')}` };
    expect((await home.send('PUT', '/api/v1/stop', { body, headers: bearer })).status).toBe(200);
  });

  test('a page of the home does what its person may, and no more', async () => {
    const home = await servedHome();
    const cookie = await signIn(home, 'vera');
    expectProblem(await home.send('PUT', '/api/v1/stop', by(home, cookie, stopped)), 403, 'Forbidden');
    const ada = await signIn(home, 'ada');
    const answer = await home.send('PUT', '/api/v1/stop', by(home, ada, stopped));
    expect(answer.body).toMatchObject({ stopped: true, by: 'ada' });
  });
});

describe('behind a proxy', () => {
  const url = 'https://mendgate.example.com';
  const served = async () => {
    const home = await servedHome();
    const facts = { ...home.ports.site.facts(), url };
    const ports = { ...home.ports, site: { facts: () => facts } };
    const complain = (what: string, thrown: unknown) => void home.complaints.push(`${what}: ${thrown}`);
    const server = await serveRoutes(ports, 0, complain, home.sockets);
    onTestFinished(() => server.close());
    return { ...home, ask: (method: string, path: string, sent: Sent) => overHttp(server.address, method, path, sent) };
  };
  const host = 'mendgate.example.com';

  test('links name the address people use, and the cookie travels over TLS only', async () => {
    const home = await served();
    const { body } = await home.ask('POST', '/api/v1/users/ada/sign-in-link', { as: 'owner', headers: { host } });
    const { link } = body as { link: string };
    expect(link).toMatch(/^https:\/\/mendgate\.example\.com\/sign-in#[\w-]{43}$/);
    const headers = { host, origin: url, 'x-mendgate': 'console' };
    const answer = await home.ask('POST', '/api/v1/session', { headers, body: { code: link.split('#')[1] } });
    expect(answer.status).toBe(200);
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict; Secure$/);
    const cookie = cookieOf(answer);
    const put = (more: Record<string, string>) =>
      home.ask('PUT', '/api/v1/stop', { ...stopped, headers: { ...headers, cookie, ...more } });
    expect((await put({})).status).toBe(200);
    for (const origin of ['http://mendgate.example.com', 'https://mendgate.example.com:8443', 'https://evil.example'])
      expect((await put({ origin })).status, origin).toBe(403);
    const config = await home.ask('GET', '/config.json', { headers: { host } });
    expect(config.body).toMatchObject({ url, signIn: { kind: 'link' } });
    for (const other of ['evil.example', 'mendgate.example.com.evil.example', 'www.mendgate.example.com'])
      expect((await home.ask('GET', '/healthz', { headers: { host: other } })).status, other).toBe(403);
  });
});

test('a ticket of another kind, or without its user, signs nobody in', async () => {
  const home = await servedHome();
  const expiresAt = new Date(Date.parse(home.now()) + 60_000).toISOString();
  const tickets = [
    ['live', 'ada'],
    ['sign-in', 'nobody'],
  ] as const;
  for (const [purpose, user] of tickets) {
    const sha256 = hashOf(purpose);
    await home.ports.records.write([
      create(shapes.ticket, keys.ticket(sha256), { sha256, purpose, tenant, user, expiresAt }),
    ]);
    expectProblem(await enter(home, purpose), 401, 'Unauthorized');
  }
});
