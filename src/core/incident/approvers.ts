import { Fault } from '../../contracts/fault.ts';
import type { User } from '../../contracts/stored.ts';
import { keys, lists } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { readAs, type Stored, shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';

export const mayDecide = ({ roles }: User): boolean => roles.includes('approver') || roles.includes('owner');

/**
 * Whoever decides, as they stand now: to be checked in the transaction of their decision, for a role may be taken between a
 * sign-in and what follows from it. Throws Forbidden.
 */
export async function decider(records: Pick<Records, 'get'>, { tenant, id }: User): Promise<Stored<User>> {
  const stored = await load(records, shapes.user, keys.user(tenant, id));
  if (stored !== undefined && mayDecide(stored.value)) return stored;
  throw new Fault('Forbidden', `${id} may not decide here any more`, 'Ask an owner, if that is a mistake.');
}

/**
 * Who may decide in a tenant, as each stands now. Found through an index, which is good enough to know whom to write to and
 * whom to name; whoever decides is read again when they do.
 */
export async function approversOf(records: Pick<Records, 'browse' | 'get'>, tenant: string): Promise<User[]> {
  const found: User[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.browse({
      list: lists.users(tenant),
      limit: 200,
      ...(cursor !== undefined && { cursor }),
    });
    for (const item of page.items) {
      if (!mayDecide(readAs(shapes.user, item).value)) continue;
      // The index may still show somebody who was put out a moment ago.
      const stands = (await load(records, shapes.user, { pk: item.pk, sk: item.sk }))?.value;
      if (stands !== undefined && stands.tenant === tenant && mayDecide(stands)) found.push(stands);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}
