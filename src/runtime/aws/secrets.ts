import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsManagerSecrets } from '../../adapters/aws/secrets.ts';
import type { Secrets } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { clientOptions } from './client-options.ts';

export const secrets = shared((environment): Secrets => {
  const client = new SecretsManagerClient(clientOptions);
  return secretsManagerSecrets({ client, prefix: environment('SECRETS_PREFIX') });
});
