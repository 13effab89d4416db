import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsQueue } from '../../adapters/aws/sqs-queue.ts';
import type { Queue } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { clientOptions } from './client-options.ts';

export const alerts = shared((environment): Queue => {
  // The address in a queue's URL would win over AWS_ENDPOINT_URL and leave an emulator for the real service.
  const client = new SQSClient({ ...clientOptions, useQueueUrlAsEndpoint: false });
  const url = environment('ALERTS_QUEUE_URL');
  // Hardly an alarm is too large for a message: the front door does not load what the others do not need.
  const put = async (bytes: Uint8Array) => (await import('./objects.ts')).objects(environment).put(bytes);
  return sqsQueue({ client, url, tenant: environment('MENDGATE_TENANT'), objects: { put } });
});
