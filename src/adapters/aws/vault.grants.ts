import type { Grant } from './grant.grants.ts';

/** What `secretsManagerVault` needs: it writes and does not read. */
export const vaultGrants: readonly Grant[] = [
  { actions: ['secretsmanager:CreateSecret', 'secretsmanager:PutSecretValue'], resource: 'Secrets' },
];
