import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsManagerVault } from '../../adapters/aws/vault.ts';
import type { Vault } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { clientOptions } from './client-options.ts';

export const vault = shared((environment): Vault => {
  const client = new SecretsManagerClient(clientOptions);
  return secretsManagerVault({ client, prefix: environment('SECRETS_PREFIX') });
});
