import { describe, expect, test } from 'vitest';
import type { Role, User } from '../../../src/contracts/stored.ts';
import { ownersWith } from '../../../src/core/access/owners.ts';
import { keys } from '../../../src/core/ledger/keys.ts';
import { create, shapes } from '../../../src/core/ledger/shapes.ts';
import type { Item } from '../../../src/core/ports.ts';

const tenant = 'acme';
const standing = (...users: string[]) => {
  const write = create(shapes.owners, keys.owners(tenant), { tenant, users });
  return { get: async (): Promise<Item | undefined> => ('put' in write ? write.put : undefined) };
};
const nobody = { get: async () => undefined };
const user = (id: string, ...roles: Role[]): User => ({ id, tenant, roles, name: id });
const usersIn = (writes: Awaited<ReturnType<typeof ownersWith>>) =>
  writes.map((write) => ('put' in write ? write.put.body.users : 'check'));

describe('who owns a tenant', () => {
  test.each([
    ['the first', nobody, user('ada', 'owner'), true, [['ada']]],
    ['another', standing('ada'), user('bob', 'owner', 'viewer'), true, [['ada', 'bob']]],
    ['one who is only invited does not count yet', standing('ada'), user('bob', 'owner'), false, ['check']],
    [
      'one who is no owner changes nothing, but the rest must still stand',
      standing('ada'),
      user('bob'),
      true,
      ['check'],
    ],
    ['one of two may go', standing('ada', 'bob'), user('bob', 'viewer'), true, [['ada']]],
    ['an owner who stays one', standing('ada'), user('ada', 'owner'), true, ['check']],
    ['nobody is one and nobody becomes one', nobody, user('bob', 'viewer'), true, []],
  ] as const)('%s', async (_, records, after, canSignIn, expected) => {
    expect(usersIn(await ownersWith(records, after, canSignIn))).toEqual(expected);
  });

  test.each([
    ['loses the role', user('ada', 'viewer'), true],
    ['is removed', user('ada'), true],
    ['could not sign in any more', user('ada', 'owner'), false],
  ] as const)('the last one stays when they would be one who %s', async (_, after, canSignIn) => {
    await expect(ownersWith(standing('ada'), after, canSignIn)).rejects.toMatchObject({
      word: 'Impossible',
      message: expect.stringContaining('last owner'),
    });
  });

  test('there is an end to it', async () => {
    const many = standing(...Array.from({ length: 500 }, (_, n) => `owner-${n}`));
    await expect(ownersWith(many, user('ada', 'owner'), true)).rejects.toMatchObject({ word: 'Impossible' });
  });
});
