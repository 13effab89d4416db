import { createHash } from 'node:crypto';
import type { Hook } from '../../contracts/hook.ts';
import type { Instant } from '../../contracts/instant.ts';
import { ownersWith } from '../../core/access/owners.ts';
import { isIdle } from '../../core/access/session.ts';
import { commit } from '../../core/ledger/commit.ts';
import { keys, lists, tenantLog } from '../../core/ledger/keys.ts';
import { load } from '../../core/ledger/load.ts';
import { create, readAs, remove, shapes, upsert } from '../../core/ledger/shapes.ts';
import type { Records } from '../../core/ports.ts';

/** The one tenant of a home until a second is added. */
export const homeTenant = 'default';
export const owner = 'owner';

/** Makes the owner, and lets the token of this start, and none of an earlier one, speak for them. */
export async function admitOwner(records: Records, token: string, name: string, now: Instant): Promise<void> {
  await ownerStands(records, name, now);
  let cursor: string | undefined;
  do {
    const page = await records.browse({ list: lists.tokens(homeTenant), ...(cursor !== undefined && { cursor }) });
    for (const item of page.items) {
      const old = readAs(shapes.token, item);
      const { madeBy, expiresAt } = old.value;
      const over = expiresAt !== undefined && expiresAt <= now;
      if (madeBy === 'start' || over || (madeBy === 'sign-in' && isIdle(old.value, now)))
        await records.write([remove(old)]);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  const sha256 = createHash('sha256').update(token).digest('hex');
  await records.write([
    create(shapes.token, keys.token(sha256), { sha256, tenant: homeTenant, user: owner, madeBy: 'start' }),
  ]);
}

/**
 * Whoever starts a home holds its data directory, and with it everything: that they own it is only written down here. So they
 * own it again with the next start, even where somebody took the role from them: nobody is locked out for good.
 */
async function ownerStands(records: Records, name: string, at: Instant): Promise<void> {
  await commit(records, { tenant: homeTenant, incident: tenantLog }, async () => {
    const key = keys.user(homeTenant, owner);
    const stored = await load(records, shapes.user, key);
    const counted = (await load(records, shapes.owners, keys.owners(homeTenant)))?.value.users.includes(owner);
    if (stored?.value.roles.includes('owner') && counted) return { output: null };
    const user = stored?.value ?? { id: owner, tenant: homeTenant, roles: [], name };
    const next = { ...user, roles: [...user.roles.filter((role) => role !== 'owner'), 'owner' as const] };
    return {
      output: null,
      writes: [upsert(shapes.user, key, stored, next), ...(await ownersWith(records, next, true))],
      log: [
        {
          at,
          actor: { kind: 'system', id: 'start' },
          event: stored === undefined ? 'user_added' : 'user_changed',
          about: owner,
          detail: { name: next.name, roles: next.roles },
        },
      ],
    };
  });
}

/** Makes a hook known, or changes it when it is described differently now. */
export async function admitHook(records: Records, hook: Hook): Promise<void> {
  const key = keys.hook(hook.id);
  const item = await records.get(key);
  const known = item && readAs(shapes.hook, item);
  // One that stands in no list was made before there was one.
  if (item?.list !== undefined && JSON.stringify(known?.value) === JSON.stringify(hook)) return;
  await records.write([upsert(shapes.hook, key, known, hook)]);
}
