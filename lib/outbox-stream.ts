import { Duration } from 'aws-cdk-lib';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function as Lambda,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * The one reader of the table's stream: rows of the outbox are carried out, entries of the logs copied to the audit and told
 * to who watches, who is greeted when they come. A record that cannot be handled is set apart and the rest goes on; a row is still in the outbox, so the sweep
 * tries it again every minute.
 */
export class OutboxStream extends Construct {
  constructor(scope: Construct, id: string, props: { streamArn: string; handler: Lambda; undelivered: Queue }) {
    super(scope, id);
    new EventSourceMapping(this, 'Mapping', {
      target: props.handler,
      eventSourceArn: props.streamArn,
      // Rows written before the first reader was there are rows all the same.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 10,
      // One incident is one partition, and its order is kept.
      parallelizationFactor: 10,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      retryAttempts: 5,
      maxRecordAge: Duration.hours(1),
      onFailure: { bind: () => ({ destination: props.undelivered.queueArn }) },
      filters: [
        // A row comes again when a hold re-arms it.
        FilterCriteria.filter({
          eventName: FilterRule.or('INSERT', 'MODIFY'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('OUTBOX#') } } },
        }),
        // Entries are written once.
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('LOG#') } } },
        }),
        // A place of a connection that is over is taken by the next.
        FilterCriteria.filter({
          eventName: FilterRule.or('INSERT', 'MODIFY'),
          dynamodb: { Keys: { sk: { S: FilterRule.beginsWith('CONN#') } } },
        }),
      ],
    });
  }
}
