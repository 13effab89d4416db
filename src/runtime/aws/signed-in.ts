import { Fault } from '../../contracts/fault.ts';
import type { Route } from '../../contracts/routes.ts';
import type { User } from '../../contracts/stored.ts';
import { keys } from '../../core/ledger/keys.ts';
import { load } from '../../core/ledger/load.ts';
import { shapes } from '../../core/ledger/shapes.ts';
import type { Records } from '../../core/ports.ts';

/** What the gateway's authorizer has verified of a token (signature, issuer, audience, times). */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Who the claims of a verified token are, for a route that asks. Throws Unauthorized (the gateway verified none) or
 * Forbidden (nobody of ours, or not the role): an identity provider knows many who have no business here.
 */
export async function signedIn(records: Pick<Records, 'get'>, route: Route, claims: Claims | undefined): Promise<User> {
  const { iss, sub } = claims ?? {};
  if (typeof iss !== 'string' || typeof sub !== 'string' || iss === '' || sub === '')
    throw new Fault('Unauthorized', 'nobody is signed in', 'Sign in again.');
  const user = await load(records, shapes.user, keys.person(iss, sub));
  if (user === undefined)
    throw new Fault('Forbidden', 'you are signed in, but no user of Mendgate', 'Ask an owner to add you.');
  if (!user.value.roles.some((role) => route.roles.includes(role)))
    throw new Fault(
      'Forbidden',
      `${user.value.id} may not do this`,
      `It needs one of the roles: ${route.roles.join(', ')}.`,
    );
  return user.value;
}
