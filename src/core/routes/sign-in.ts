import { utf8ToBytes } from '@noble/hashes/utils.js';
import { Fault } from '../../contracts/fault.ts';
import type { Route } from '../../contracts/routes.ts';
import type { User } from '../../contracts/stored.ts';
import { sha256Hex } from '../ledger/digest.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';

/**
 * Who a bearer token is, for a route that asks. Tokens are stored as hashes, so the comparison is a look-up and tells an
 * attacker nothing by its time. Throws Unauthorized (no, unknown or expired token) or Forbidden (not the role).
 */
export async function signedIn(
  records: Pick<Records, 'get'>,
  route: Route,
  authorization: string | undefined,
  now: string,
): Promise<User> {
  const hint = 'Send `Authorization: Bearer TOKEN`; on this machine the CLI finds the token by itself.';
  const token = /^Bearer ([\x21-\x7e]{16,512})$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new Fault('Unauthorized', 'nobody is signed in', hint);
  const known = await load(records, shapes.token, keys.token(sha256Hex(utf8ToBytes(token))));
  if (known === undefined) throw new Fault('Unauthorized', 'this token is not known here', hint);
  if (known.value.expiresAt !== undefined && known.value.expiresAt <= now)
    throw new Fault('Unauthorized', 'this token has expired', 'Sign in again.');
  const user = await load(records, shapes.user, keys.user(known.value.tenant, known.value.user));
  if (user === undefined) throw new Fault('Unauthorized', 'the user of this token is gone', hint);
  if (!user.value.roles.some((role) => route.roles.includes(role)))
    throw new Fault(
      'Forbidden',
      `${user.value.id} may not do this`,
      `It needs one of the roles: ${route.roles.join(', ')}.`,
    );
  return user.value;
}
