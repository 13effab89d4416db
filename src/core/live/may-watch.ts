import type { Instant } from '../../contracts/instant.ts';
import type { User } from '../../contracts/stored.ts';

/**
 * Whether what this person got at `since` still lets them watch: they have a role, any of which reads, and were not signed out
 * everywhere meanwhile. To be asked of the record as it stands, never remembered.
 */
export const mayWatch = (user: User | undefined, since: Instant): boolean =>
  user !== undefined && user.roles.length > 0 && (user.tokensFrom === undefined || since > user.tokensFrom);
