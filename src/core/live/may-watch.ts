import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';

/** Whether this person is still one of this tenant, with a role: every role reads. Asked of the store, never remembered. */
export async function mayWatch(records: Pick<Records, 'get'>, who: { tenant: string; user: string }): Promise<boolean> {
  const user = await load(records, shapes.user, keys.user(who.tenant, who.user));
  return user !== undefined && user.value.roles.length > 0;
}
