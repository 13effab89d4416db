import { describe, expect, onTestFinished, test } from 'vitest';
import type { HookSecret } from '../../src/contracts/api/hooks.ts';
import type { UserAdded, UserList } from '../../src/contracts/api/users.ts';
import { dynoxideMissing } from '../contract/records-dynoxide.ts';
import { awsHome, issuer } from '../functions/aws-home.ts';
import { gateway } from '../functions/gateway.ts';
import { expectRefusal, mendgate } from './run.ts';

const claimsOf = (sub: string) => ({ iss: issuer, sub, aud: 'console' });

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'the command line and a home in AWS', () => {
  const served = async () => {
    const home = await awsHome();
    onTestFinished(() => home.close());
    await home.admit('boss', 'owner');
    await home.admit('vera', 'viewer');
    const tokens = new Map<string, Record<string, string>>([
      ...['boss', 'vera', 'mallory'].map((who) => [`token-of-${who}`, claimsOf(who)] as const),
    ]);
    const server = await gateway(home.opens, async (token) => tokens.get(token));
    const as =
      (who: string) =>
      (...args: string[]) =>
        mendgate('--server', server, '--token', `token-of-${who}`, ...args);
    const told = async <T>(...args: string[]): Promise<T> => {
      const { code, stdout, stderr } = await as('boss')('--format', 'json', ...args);
      expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: '' });
      return JSON.parse(stdout) as T;
    };
    return { as, told };
  };

  test('an owner invites, changes and removes people', async () => {
    const { as, told } = await served();
    const added = await told<UserAdded>('users', 'add', 'ada', '--role', 'approver', '--mail', 'ada@example.com');
    expect(added).toEqual({
      user: expect.objectContaining({ id: 'ada', name: 'ada', roles: ['approver'], signIn: 'invited' }),
    });
    const sue = await told<UserAdded>(
      'users',
      'add',
      'sue',
      '--role',
      'viewer',
      '--role',
      'approver',
      '--subject',
      's-1',
    );
    expect(sue.user).toMatchObject({ signIn: 'bound', roles: ['viewer', 'approver'] });
    expect(await told('users', 'change', 'ada', '--role', 'viewer', '--name', 'Ada L')).toMatchObject({
      name: 'Ada L',
      roles: ['viewer'],
    });
    expect(await told('users', 'change', 'ada', '--remove')).toMatchObject({ roles: [], signIn: 'removed' });
    const { items } = await told<UserList>('users', 'list');
    expect(items.map(({ id, signIn }) => [id, signIn])).toEqual([
      ['ada', 'removed'],
      ['boss', 'bound'],
      ['sue', 'bound'],
      ['vera', 'bound'],
    ]);
    expect((await as('boss')('users', 'list')).stdout).toMatch(/^sue +viewer, approver +bound/m);
    expect((await as('boss')('users', 'add', 'bob', '--role', 'viewer', '--mail', 'b@example.com')).stdout).toMatch(
      /Invited: .*b@example\.com until/,
    );
  });

  test('an owner opens a hook and makes it a new secret', async () => {
    const { told } = await served();
    const made = await told<HookSecret>(
      'hooks',
      'add',
      'dogs',
      '--source',
      'alertmanager',
      '--cluster',
      'prod',
      '--header',
      'X-Dog',
    );
    expect(made.headers).toEqual({ 'x-dog': made.secret });
    const again = await told<HookSecret>('hooks', 'rotate', 'dogs');
    expect(again.secret).not.toBe(made.secret);
    const { items } = await told<{ items: { id: string; url: string }[] }>('hooks');
    expect(items).toContainEqual(
      expect.objectContaining({ id: 'dogs', url: expect.stringMatching(/\/hooks\/alertmanager\/dogs$/) }),
    );
    expect(JSON.stringify(items)).not.toContain(again.secret);
    const topics = ['arn:aws:sns:eu-central-1:123456789012:alarms', 'arn:aws:sns:eu-west-1:123456789012:alarms'];
    const sns = await told<HookSecret>(
      'hooks',
      'add',
      'topics',
      '--source',
      'cloudwatch',
      '--cluster',
      'prod',
      ...topics.flatMap((one) => ['--sns', one]),
    );
    expect(sns).toEqual({ hook: expect.objectContaining({ auth: { kind: 'sns', topics } }), headers: {} });
  });

  test('what goes wrong is said, with what to do', async () => {
    const { as } = await served();
    const boss = as('boss');
    expectRefusal(await as('nobody')('users', 'list'), 2, /401/);
    expectRefusal(await as('mallory')('users', 'list'), 1, /no user of Mendgate/);
    expectRefusal(await as('vera')('users', 'list'), 1, /vera may not/);
    expectRefusal(await boss('users', 'add', 'Ada!', '--role', 'viewer', '--mail', 'a@example.com'), 2, /id: /);
    expectRefusal(await boss('users', 'add', 'ada', '--role', 'viewer'), 2, /neither subject nor mail/);
    expectRefusal(await boss('users', 'add', 'ada', '--role', 'admin', '--subject', 's'), 2, /roles/);
    expectRefusal(await boss('users', 'add', 'boss', '--role', 'viewer', '--subject', 's'), 1, /boss already/);
    expectRefusal(await boss('users', 'change', 'boss', '--remove'), 1, /last owner/);
    expectRefusal(await boss('users', 'change', 'boss'), 2, /nothing to change/);
    expectRefusal(await boss('users', 'change', 'nobody', '--remove'), 1, /nobody/);
    expectRefusal(await boss('hooks', 'rotate', 'nobody'), 1, /no hook nobody/);
    expectRefusal(
      await boss('hooks', 'add', 'x', '--source', 'alertmanager', '--cluster', 'c', '--header', 'a', '--basic', 'b'),
      2,
      /--header/,
    );
    for (const args of [
      ['sign-in'],
      ['tokens', 'list'],
      ['tokens', 'add', 'boss', '--name', 'x'],
      ['tokens', 'end', 'x'],
    ])
      expectRefusal(await boss(...args), 1, /people sign in to .* at https:\/\/login\.example\.com/);
  });
});
