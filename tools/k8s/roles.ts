/** The three identities Mendgate works with. Kubernetes knows them by group: an EKS access entry, an OIDC claim or a certificate carries it. */
export const ROLES = ['reader', 'rehearser', 'executor'] as const;
export type Role = (typeof ROLES)[number];
export type Subject = { readonly kind: 'User' | 'Group'; readonly name: string };

export const groupOf = (role: Role): string => `mendgate:${role}s`;
export const userOf = (role: Role): string => `mendgate-${role}`;
