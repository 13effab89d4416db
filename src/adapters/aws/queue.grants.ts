import type { Grant } from './grant.grants.ts';

/** What `sqsQueue` needs: what is too large for a message is put into the bucket and sent by reference. */
export const queueGrants: readonly Grant[] = [
  { actions: ['sqs:SendMessage'], resource: 'AlertsQueue' },
  { actions: ['s3:PutObject'], resource: 'ObjectsBucket', under: 'sha256/' },
];
