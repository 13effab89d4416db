import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NewHook } from '../../../src/contracts/api/hooks.ts';
import { NewToken } from '../../../src/contracts/api/tokens.ts';
import { NewUser, UserEdit, UserId } from '../../../src/contracts/api/users.ts';
import { hookHeaders } from '../../../src/core/access/hook-headers.ts';
import { authenticates } from '../../../src/core/intake/authenticate.ts';
import { keys } from '../../../src/core/ledger/keys.ts';

const ada = { id: 'ada', name: 'Ada Lovelace', roles: ['approver'] };
const dog = { id: 'dog', source: 'alertmanager', auth: { kind: 'bearer' }, cluster: 'prod' };

describe('somebody new', () => {
  test.each([
    ada,
    { ...ada, id: 'ada@example.com' },
    { ...ada, id: '0', mail: 'ada@example.com' },
    { ...ada, name: 'Ада 愛 🦊', subject: 'a|b' },
    { ...ada, issuer: 'https://login.example.com', subject: '5f0a' },
  ])('%j', (draft) => expect(NewUser.safeParse(draft).error?.issues ?? []).toEqual([]));

  test.each<[string, object]>([
    ['id', { ...ada, id: '' }],
    ['id', { ...ada, id: 'Ada' }],
    ['id', { ...ada, id: '-ada' }],
    ['id', { ...ada, id: '.' }],
    ['id', { ...ada, id: '..' }],
    ['id', { ...ada, id: 'a/b' }],
    ['id', { ...ada, id: 'a#USER#b' }],
    ['id', { ...ada, id: 'a b' }],
    ['id', { ...ada, id: 'ada\n' }],
    ['id', { ...ada, id: 'аda' }],
    ['id', { ...ada, id: 'a\u0000' }],
    ['id', { ...ada, id: '__proto__' }],
    ['id', { ...ada, id: 'a'.repeat(65) }],
    ['name', { ...ada, name: '' }],
    ['name', { ...ada, name: '  ' }],
    ['name', { ...ada, name: 'Ada\u202eadA' }],
    ['name', { ...ada, name: 'Ada\nowner' }],
    ['name', { ...ada, name: '\u001b[31mAda' }],
    ['name', { ...ada, name: 'a'.repeat(101) }],
    ['mail', { ...ada, mail: 'ada' }],
    ['mail', { ...ada, mail: 'ada@example.com\nBcc: eve@example.com' }],
    ['roles', { ...ada, roles: [] }],
    ['roles', { ...ada, roles: ['approver', 'approver'] }],
    ['roles.0', { ...ada, roles: ['admin'] }],
    ['subject', { ...ada, issuer: 'https://login.example.com' }],
    ['subject', { ...ada, subject: '' }],
    ['', { ...ada, tenant: 'other' }],
  ])('%s: %j', (field, draft) => {
    const issues = NewUser.safeParse(draft).error?.issues ?? [];
    expect(issues.map(({ path }) => path.join('.'))).toContain(field);
  });

  test('an edit that names nothing is none, and one that names a field of its own is refused', () => {
    for (const edit of [{}, { name: undefined }, { id: 'eve' }, { signOut: false }, { roles: ['owner', 'owner'] }])
      expect(UserEdit.safeParse(edit).success, JSON.stringify(edit)).toBe(false);
    for (const edit of [{ roles: [] }, { mail: null }, { signOut: true }])
      expect(UserEdit.safeParse(edit).success, JSON.stringify(edit)).toBe(true);
  });

  test('an id is a key of its own, whatever somebody types', () => {
    const parts = fc.constantFrom('a', 'b', '#', 'USER', '*', '/', '.', '-', '@', ' ', '\u0000', 'A', 'é', '%2f');
    const id = fc.array(parts, { maxLength: 6 }).map((all) => all.join(''));
    fc.assert(
      fc.property(id, id, (one, other) => {
        if (!UserId.safeParse(one).success || !UserId.safeParse(other).success) return;
        const [a, b] = [keys.user('acme', one), keys.user('acme', other)];
        expect(a.pk === b.pk).toBe(one === other);
        expect(a.pk.split('#')).toHaveLength(3);
        expect(encodeURIComponent(one).replaceAll('%40', '@')).toBe(one);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a new hook', () => {
  test.each([
    dog,
    { ...dog, auth: { kind: 'header', header: 'x-mendgate-key' } },
    { ...dog, auth: { kind: 'basic', user: 'alert@manager' } },
  ])('%j', (draft) => expect(NewHook.safeParse(draft).error?.issues ?? []).toEqual([]));

  test.each<[string, object]>([
    ['id', { ...dog, id: 'Dog' }],
    ['id', { ...dog, id: 'a.b' }],
    ['source', { ...dog, source: 'nagios' }],
    ['auth.kind', { ...dog, auth: { kind: 'none' } }],
    ['auth.header', { ...dog, auth: { kind: 'header', header: 'X Key' } }],
    ['auth.header', { ...dog, auth: { kind: 'header', header: 'x\r\ny' } }],
    ['auth.header', { ...dog, auth: { kind: 'header', header: '' } }],
    ['auth.user', { ...dog, auth: { kind: 'basic', user: 'a:b' } }],
    ['auth.user', { ...dog, auth: { kind: 'basic', user: 'é' } }],
    ['cluster', { ...dog, cluster: '' }],
    ['', { ...dog, secret: 'mine' }],
  ])('%s: %j', (field, draft) => {
    const issues = NewHook.safeParse(draft).error?.issues ?? [];
    expect(issues.map(({ path }) => path.join('.'))).toContain(field);
  });

  test('the headers it is told to send are those it is known by', () => {
    const user = fc.string({ unit: fc.constantFrom(...'aZ09!@/+='), minLength: 1, maxLength: 12 });
    const auth = fc.oneof(
      fc.constant({ kind: 'bearer' } as const),
      user.map((user) => ({ kind: 'basic', user }) as const),
      fc.constant({ kind: 'header', header: 'x-key' } as const),
    );
    const secret = fc.string({ unit: fc.constantFrom(...'abcXYZ019_-'), minLength: 43, maxLength: 43 });
    fc.assert(
      fc.property(auth, secret, secret, (auth, right, wrong) => {
        const hook = { ...NewHook.parse({ ...dog, auth }), tenant: 'acme', secret: 'hook.dog' };
        expect(authenticates(hook, hookHeaders(hook, right), [right])).toBe(true);
        expect(authenticates(hook, hookHeaders(hook, wrong), [right])).toBe(wrong === right);
      }),
    );
  });
});

test.each([0, 367, 1.5, '90', null])('a token of %j days is refused', (days) => {
  expect(NewToken.safeParse({ user: 'ada', name: 'ci', days }).success).toBe(false);
});
