import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { HookSecret } from '../../src/contracts/api/hooks.ts';
import type { TokenList, TokenMade } from '../../src/contracts/api/tokens.ts';
import type { SignInLink, UserAdded, UserList } from '../../src/contracts/api/users.ts';
import { startHomeProcess } from '../process/home-process.ts';
import { expectRefusal, folder, mendgate } from './run.ts';

/** As the console does with the address somebody opened. */
async function opened(link: string): Promise<{ status: number; cookie: string }> {
  const { origin, hash } = new URL(link);
  const response = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin, 'x-mendgate': 'console' },
    body: JSON.stringify({ code: hash.slice(1) }),
  });
  return { status: response.status, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

test('people and programs come in by what the commands print, and by nothing of it twice', {
  timeout: 90_000,
}, async () => {
  const data = join(folder(), 'data');
  const home = await startHomeProcess(data, ['--practice']);
  onTestFinished(async () => void (await home.kill('SIGKILL')));
  const secrets: string[] = [];
  const here = (...args: string[]) => mendgate('--data', data, ...args);
  const told = async <T>(...args: string[]): Promise<T> => {
    const { code, stdout, stderr } = await here('--format', 'json', ...args);
    expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
    return JSON.parse(stdout) as T;
  };
  const me = async (cookie: string) =>
    (await (await fetch(`${home.address}/api/v1/me`, { headers: { cookie } })).json()) as { id?: string };

  await expect.poll(home.output).toMatch(/sign in/);
  const [, first = ''] = /sign in +(http:\S+\/sign-in#[\w-]{43})/.exec(home.output()) ?? [];
  const owner = await opened(first);
  expect(await me(owner.cookie)).toMatchObject({ id: 'owner', roles: ['owner'] });
  expect((await opened(first)).status).toBe(401);

  const { user, signIn } = await told<UserAdded>(
    'users',
    'add',
    'ada',
    '--role',
    'approver',
    '--mail',
    'ada@example.com',
  );
  expect(user).toMatchObject({ id: 'ada', name: 'ada', mail: 'ada@example.com', signIn: 'link' });
  const ada = await opened(signIn?.link ?? '');
  expect(await me(ada.cookie)).toMatchObject({ id: 'ada' });
  const again = await told<SignInLink>('sign-in');
  expect(again.user).toBe('owner');
  expect((await here('sign-in', '--user', 'ada')).stdout).toMatch(/\/sign-in#[\w-]{43}\n.*signed in as ada/);
  secrets.push(
    ...[first, signIn?.link ?? '', again.link].map((link) => link.split('#')[1] ?? ''),
    ada.cookie.split('=')[1] ?? '',
  );

  const made = await told<TokenMade>('tokens', 'add', 'ada', '--name', 'nightly', '--days', '1');
  const asProgram = (...args: string[]) => mendgate('--server', home.address, '--token', made.token, ...args);
  expect((await asProgram('holds')).code).toBe(0);
  expectRefusal(await asProgram('users', 'list'), 1, /ada may not/);
  const { items } = await told<TokenList>('tokens', 'list');
  expect(items.map(({ user, madeBy }) => `${user} ${madeBy}`).toSorted()).toEqual([
    'ada person',
    'ada sign-in',
    'owner sign-in',
    'owner start',
  ]);
  secrets.push(made.token);
  expect((await here('tokens', 'list')).stdout).not.toContain(made.token);
  await told('tokens', 'end', made.id.slice(0, 12));
  expectRefusal(await asProgram('holds'), 2, /not known here/);
  expectRefusal(
    await here('tokens', 'end', items.find(({ madeBy }) => madeBy === 'start')?.id ?? ''),
    1,
    /home itself/,
  );

  const hook = await told<HookSecret>('hooks', 'add', 'dogs', '--source', 'alertmanager', '--cluster', 'practice');
  const rotated = await told<HookSecret>('hooks', 'rotate', 'dogs');
  for (const { headers } of [hook, rotated]) {
    const body = JSON.stringify({ alerts: [{ status: 'firing', labels: { alertname: 'DiskFull' } }] });
    const sent = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
    expect((await fetch(home.address + hook.hook.path, sent)).status).toBe(202);
  }
  const listed = await told<{ items: { id: string; headers: object }[] }>('hooks', 'list');
  expect(listed.items.find(({ id }) => id === 'dogs')?.headers, 'this machine’s owner may read its files').toEqual(
    rotated.headers,
  );
  expect((await here('hooks')).stdout).toMatch(/^dogs {2}alertmanager {2}POST http.*\n {2}authorization: Bearer /m);

  expectRefusal(await here('users', 'change', 'owner', '--remove'), 1, /last owner/);
  expectRefusal(await here('users', 'add', '../x', '--role', 'viewer'), 2, /id: /);
  expect(await told('users', 'change', 'ada', '--remove')).toMatchObject({ roles: [] });
  expect(await me(ada.cookie)).toMatchObject({ title: 'Unauthorized' });
  expect((await told<UserList>('users', 'list')).items.map(({ id, signIn }) => `${id} ${signIn}`)).toEqual([
    'ada removed',
    'owner link',
  ]);
  expect(await told('audit', 'verify')).toMatchObject({ ok: true });

  // Whoever copies the directory's stores comes in with none of it.
  await home.kill('SIGTERM');
  const stores = readdirSync(data).filter((name) => name.startsWith('mendgate.db'));
  const kept = Buffer.concat(stores.map((name) => readFileSync(join(data, name))));
  for (const secret of [...secrets, hook.secret ?? '', rotated.secret ?? '']) {
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(kept.includes(secret)).toBe(false);
  }
});

test('a session outlives a restart of its home; a removed owner is one again with it', {
  timeout: 90_000,
}, async () => {
  const data = join(folder(), 'data');
  let home = await startHomeProcess(data, ['--practice']);
  onTestFinished(async () => void (await home.kill('SIGKILL')));
  const here = (...args: string[]) => mendgate('--data', data, '--format', 'json', ...args);
  const { signIn } = JSON.parse((await here('users', 'add', 'ada', '--role', 'owner')).stdout) as UserAdded;
  const { cookie } = await opened(signIn?.link ?? '');
  expect(JSON.parse((await here('users', 'change', 'owner', '--remove')).stdout)).toMatchObject({ signIn: 'removed' });
  expectRefusal(await here('users', 'list'), 2, /gone/);
  await home.kill('SIGTERM');
  home = await startHomeProcess(data, ['--practice']);
  const asked = await fetch(`${home.address}/api/v1/users`, { headers: { cookie } });
  const { items } = (await asked.json()) as UserList;
  expect(items.map(({ id, roles }) => [id, roles])).toEqual([
    ['ada', ['owner']],
    ['owner', ['owner']],
  ]);
  expect((await here('users', 'list')).code).toBe(0);
});

test.each(['mendgate.example.com', 'https://mendgate.example.com/x', 'ftp://x', 'https://a:b@x', 'https://x?y', ''])(
  '--url %j is refused before anything is started',
  async (url) => {
    const data = join(folder(), 'data');
    expectRefusal(await mendgate('--data', data, 'start', '--port', '0', '--url', url), 2, /--url/);
    expect(existsSync(data)).toBe(false);
  },
);
