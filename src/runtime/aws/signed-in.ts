import { Fault } from '../../contracts/fault.ts';
import { type Instant, millisOf } from '../../contracts/instant.ts';
import type { RouteFacts } from '../../contracts/route-facts.ts';
import type { User } from '../../contracts/stored.ts';
import { bindInvited } from '../../core/access/bind-invited.ts';
import { keys } from '../../core/ledger/keys.ts';
import { load } from '../../core/ledger/load.ts';
import { shapes } from '../../core/ledger/shapes.ts';
import type { Records } from '../../core/ports.ts';

/** What the gateway's authorizer has verified of a token (signature, issuer, audience, times). */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Who the claims of a verified token are, for a route that asks. Throws Unauthorized (the gateway verified none, or they signed
 * in before everything of theirs was ended) or Forbidden (nobody of ours, or not the role): an identity provider knows many who
 * have no business here.
 */
export async function signedIn(records: Records, route: RouteFacts, claims: Claims | undefined): Promise<User> {
  const { iss: issuer, sub: subject } = claims ?? {};
  if (
    claims === undefined ||
    typeof issuer !== 'string' ||
    typeof subject !== 'string' ||
    issuer === '' ||
    subject === ''
  )
    throw new Fault('Unauthorized', 'nobody is signed in', 'Sign in again.');
  const person = (await load(records, shapes.person, keys.person(issuer, subject)))?.value;
  const user =
    person === undefined
      ? await bindInvited(records, { issuer, subject, claims }, new Date().toISOString())
      : (await load(records, shapes.user, keys.user(person.tenant, person.user)))?.value;
  if (user === undefined || user.roles.length === 0)
    throw new Fault(
      'Forbidden',
      'you are signed in, but no user of Mendgate',
      'Ask an owner to add you: by the mail address your issuer has verified, or by your subject there.',
    );
  if (user.tokensFrom !== undefined && !signedInSince(claims, user.tokensFrom))
    throw new Fault('Unauthorized', 'everything this was signed in for has been ended', 'Sign in again.');
  if (!user.roles.some((role) => route.roles.includes(role)))
    throw new Fault('Forbidden', `${user.id} may not do this`, `It needs one of the roles: ${route.roles.join(', ')}.`);
  return user;
}

/**
 * Whether somebody signed in after a moment, in seconds as tokens count them. By `auth_time` where the issuer says it: a
 * session that is renewed gets new tokens, and nobody signs in for those. A token that does not tell is none since then.
 */
function signedInSince({ auth_time: signedIn, iat: made }: Claims, moment: Instant): boolean {
  const seconds = Number(signedIn ?? made);
  return Number.isFinite(seconds) && seconds * 1000 > millisOf(moment);
}
