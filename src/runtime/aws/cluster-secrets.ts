import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretsManagerSecrets } from '../../adapters/aws/secrets.ts';
import type { Secrets } from '../../core/ports.ts';
import { clientOptions } from './client-options.ts';

/** Read again after seconds: a token that was renewed is asked for when the old one is refused. */
const KEEP_MS = 5_000;

/** Kubeconfigs that are secrets. Loaded with the first of them: most deployments have none. */
export const clusterSecrets = (prefix: string): Secrets =>
  secretsManagerSecrets({ client: new SecretsManagerClient(clientOptions), prefix, keepMs: KEEP_MS });
