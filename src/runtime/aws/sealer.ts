import { KMSClient } from '@aws-sdk/client-kms';
import { kmsSealer } from '../../adapters/aws/kms-sealer.ts';
import type { Sealer } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { clientOptions } from './client-options.ts';

export const sealer = shared(
  (environment): Sealer => kmsSealer({ client: new KMSClient(clientOptions), keyId: environment('SEAL_KEY_ID') }),
);
