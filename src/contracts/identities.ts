/** Under which identity a cluster is looked at, rehearsed on or changed. */
export const identities = ['reader', 'rehearser', 'executor'] as const;
export type Identity = (typeof identities)[number];

/** The group Kubernetes knows an identity by: an access entry, an OIDC claim or a certificate carries it, RBAC binds it. */
export const groupOf = (identity: Identity): string => `mendgate:${identity}s`;
