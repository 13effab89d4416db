import type { ShownUser, SignInState } from '../../contracts/api/users.ts';
import type { Instant } from '../../contracts/instant.ts';
import type { User } from '../../contracts/stored.ts';
import type { Stored } from '../ledger/shapes.ts';
import type { Site } from '../ports.ts';

type SignInKind = ReturnType<Site['facts']>['signIn']['kind'];

/** A user as owners see them. */
export function shownUser(
  { value, rev }: Pick<Stored<User>, 'value' | 'rev'>,
  kind: SignInKind,
  now: Instant,
): ShownUser {
  const { tokensFrom: _, ...user } = value;
  return { ...user, signIn: stateOf(value, kind, now), version: rev };
}

function stateOf(user: User, kind: SignInKind, now: Instant): SignInState {
  if (user.roles.length === 0) return 'removed';
  if (kind === 'link') return 'link';
  if (user.person !== undefined) return 'bound';
  return user.invitedUntil !== undefined && user.invitedUntil > now ? 'invited' : 'expired';
}
