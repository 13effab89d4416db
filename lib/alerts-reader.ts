import { EventSourceMapping, type Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Opens incidents from the queue: one bad message of a batch is tried again alone, and a storm does not take every Lambda. */
export class AlertsReader extends Construct {
  constructor(scope: Construct, id: string, props: { alerts: Queue; handler: Lambda }) {
    super(scope, id);
    new EventSourceMapping(this, 'Mapping', {
      target: props.handler,
      eventSourceArn: props.alerts.queueArn,
      batchSize: 10,
      reportBatchItemFailures: true,
      maxConcurrency: 20,
    });
  }
}
