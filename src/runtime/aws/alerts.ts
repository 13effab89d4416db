import { SQSClient } from '@aws-sdk/client-sqs';
import { sqsQueue } from '../../adapters/aws/sqs-queue.ts';
import type { Queue } from '../../core/ports.ts';
import { shared } from '../aws.ts';
import { clientOptions } from './client-options.ts';
import { objects } from './objects-on-demand.ts';

export const alerts = shared((environment): Queue => {
  // The address in a queue's URL would win over AWS_ENDPOINT_URL and leave an emulator for the real service.
  const client = new SQSClient({ ...clientOptions, useQueueUrlAsEndpoint: false });
  const url = environment('ALERTS_QUEUE_URL');
  return sqsQueue({ client, url, tenant: environment('MENDGATE_TENANT'), objects: objects(environment) });
});
