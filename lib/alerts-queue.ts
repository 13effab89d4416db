import { Duration } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { timeoutOf } from './timeouts.ts';

/** An alarm is tried so often: an outage of a dependency is longer than one try, a poison message is poison each time. */
export const tries = 5;

/**
 * Alarms on their way in. A standard queue: senders name the tenant as message group, which makes it a fair one, so that
 * one tenant's storm does not delay another's alarm.
 */
export class AlertsQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: { key: IKey }) {
    super(scope, id);
    this.deadLetters = new DeadLetterQueue(this, 'DeadLetters', props).queue;
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: props.key,
      enforceSSL: true,
      // A batch that is throttled is tried again inside of this time (AWS Lambda, "Using Lambda with Amazon SQS").
      visibilityTimeout: Duration.seconds(6 * timeoutOf('open-incident')),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: tries },
    });
  }
}
