import { Fault } from '../../contracts/fault.ts';
import type { User } from '../../contracts/stored.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { shapes, unchanged, upsert } from '../ledger/shapes.ts';
import type { Records, Write } from '../ports.ts';

/** As many as fit into one record with room to spare; nobody needs them. */
const ownersAtMost = 500;

/**
 * What keeps the tenant's owners true when a user becomes `after`: to be written with it. `canSignIn` says whether they could
 * come in today: an owner who is only invited keeps nobody from being locked out. Throws Impossible when it would leave none.
 */
export async function ownersWith(records: Pick<Records, 'get'>, after: User, canSignIn: boolean): Promise<Write[]> {
  const { tenant, id } = after;
  const key = keys.owners(tenant);
  const standing = await load(records, shapes.owners, key);
  const before = standing?.value.users ?? [];
  const counts = canSignIn && after.roles.includes('owner');
  if (counts === before.includes(id)) return standing === undefined ? [] : [unchanged(standing)];
  const users = counts ? [...before, id].toSorted() : before.filter((it) => it !== id);
  if (users.length === 0)
    throw new Fault(
      'Impossible',
      `${id} is the last owner who can sign in`,
      'Make somebody else an owner first, and let them sign in: nobody could do it afterwards.',
    );
  if (users.length > ownersAtMost)
    throw new Fault('Impossible', `there are ${ownersAtMost} owners already`, 'Most people need another role.');
  return [upsert(shapes.owners, key, standing, { tenant, users })];
}
