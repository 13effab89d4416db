import { S3Client } from '@aws-sdk/client-s3';
import { s3Objects } from '../../adapters/aws/s3-objects.ts';
import type { Objects } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { clientOptions } from './client-options.ts';

export const objects = shared(
  (environment): Objects => s3Objects({ client: new S3Client(clientOptions), bucket: environment('OBJECTS_BUCKET') }),
);
