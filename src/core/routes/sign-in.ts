import { Fault } from '../../contracts/fault.ts';
import type { Instant } from '../../contracts/instant.ts';
import type { Route } from '../../contracts/route.ts';
import type { Token, User } from '../../contracts/stored.ts';
import { isIdle, seen } from '../access/session.ts';
import { hashOf } from '../access/sign-in-code.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { type Stored, shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';

/**
 * Who a bearer token is, for a route that asks. Tokens are stored as hashes, so the comparison is a look-up and tells an
 * attacker nothing by its time. Throws Unauthorized (no, unknown or expired token) or Forbidden (not the role).
 */
export async function signedIn(
  records: Pick<Records, 'get'>,
  route: Route,
  authorization: string | undefined,
  now: Instant,
): Promise<User> {
  const hint = 'Send `Authorization: Bearer TOKEN`; on this machine the CLI finds the token by itself.';
  const token = /^Bearer ([\x21-\x7e]{16,512})$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw new Fault('Unauthorized', 'nobody is signed in', hint);
  const known = await load(records, shapes.token, keys.token(hashOf(token)));
  // A session is a browser's alone: sent as a bearer it would come without the browser's guards.
  if (known === undefined || known.value.madeBy === 'sign-in')
    throw new Fault('Unauthorized', 'this token is not known here', hint);
  return speaker(records, route, known.value, now);
}

/** The same for the session of a browser, which ends when it is left alone, too. */
export async function inSession(
  records: Pick<Records, 'get' | 'write'>,
  route: Route,
  session: string,
  now: Instant,
): Promise<User> {
  const known: Stored<Token> | undefined = await load(records, shapes.token, keys.token(hashOf(session)));
  if (known === undefined || known.value.madeBy !== 'sign-in' || isIdle(known.value, now))
    throw new Fault('Unauthorized', 'this session has ended', 'Sign in again.');
  const user = await speaker(records, route, known.value, now);
  await seen(records, known, now);
  return user;
}

async function speaker(records: Pick<Records, 'get'>, route: Route, token: Token, now: Instant): Promise<User> {
  const again = 'Sign in again, or have a new token made.';
  if (token.expiresAt !== undefined && token.expiresAt <= now)
    throw new Fault('Unauthorized', 'this token has expired', again);
  const user = (await load(records, shapes.user, keys.user(token.tenant, token.user)))?.value;
  if (user === undefined || user.roles.length === 0)
    throw new Fault('Unauthorized', 'the user of this token is gone', 'Ask an owner.');
  if (user.tokensFrom !== undefined && token.at !== undefined && token.at <= user.tokensFrom)
    throw new Fault('Unauthorized', 'this token was ended', again);
  if (!user.roles.some((role) => route.roles.includes(role)))
    throw new Fault('Forbidden', `${user.id} may not do this`, `It needs one of the roles: ${route.roles.join(', ')}.`);
  return user;
}
