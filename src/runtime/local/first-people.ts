import { createHash } from 'node:crypto';
import type { Hook } from '../../contracts/hook.ts';
import { keys, lists } from '../../core/ledger/keys.ts';
import { load } from '../../core/ledger/load.ts';
import { create, readAs, remove, shapes, upsert } from '../../core/ledger/shapes.ts';
import type { Records } from '../../core/ports.ts';

/** The one tenant of a home until a second is added. */
export const homeTenant = 'default';
export const owner = 'owner';

/** Makes the owner, and lets the token of this start, and none of an earlier one, speak for them. */
export async function admitOwner(records: Records, token: string, name: string): Promise<void> {
  const key = keys.user(homeTenant, owner);
  const user = await load(records, shapes.user, key);
  if (user === undefined)
    await records.write([create(shapes.user, key, { id: owner, tenant: homeTenant, roles: ['owner'], name })]);
  let cursor: string | undefined;
  do {
    const page = await records.browse({ list: lists.tokens(homeTenant), ...(cursor !== undefined && { cursor }) });
    for (const item of page.items) {
      const old = readAs(shapes.token, item);
      if (old.value.madeBy === 'start') await records.write([remove(old)]);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  const sha256 = createHash('sha256').update(token).digest('hex');
  await records.write([
    create(shapes.token, keys.token(sha256), { sha256, tenant: homeTenant, user: owner, madeBy: 'start' }),
  ]);
}

/** Makes a hook known, or changes it when it is described differently now. */
export async function admitHook(records: Records, hook: Hook): Promise<void> {
  const key = keys.hook(hook.id);
  const known = await load(records, shapes.hook, key);
  if (known !== undefined && JSON.stringify(known.value) === JSON.stringify(hook)) return;
  await records.write([upsert(shapes.hook, key, known, hook)]);
}
