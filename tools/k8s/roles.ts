import { groupOf, type Identity, identities } from '../../src/contracts/identities.ts';

/** The three identities Mendgate works with, as users of a control plane of ours. */
export const ROLES = identities;
export type Role = Identity;
export { groupOf };
export const userOf = (role: Role): string => `mendgate-${role}`;
