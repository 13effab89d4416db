import type { Grant } from './grant.grants.ts';

/** What `secretsManagerSecrets` needs of the secrets below its prefix. */
export const secretsGrants: readonly Grant[] = [{ actions: ['secretsmanager:GetSecretValue'], resource: 'Secrets' }];
