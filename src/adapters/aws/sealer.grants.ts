import type { Grant } from './grant.grants.ts';

/** What `kmsSealer` needs. */
export const sealerGrants: readonly Grant[] = [{ actions: ['kms:Encrypt', 'kms:Decrypt'], resource: 'SealKey' }];
