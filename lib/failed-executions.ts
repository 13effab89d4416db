import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { CfnEventInvokeConfig, type Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * Executions that ended without an answer of their own. No machine can catch these: what `States.ALL` leaves out, what was
 * stopped by hand, what lasted too long. Each goes to people at once.
 */
export class FailedExecutions extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { machines: readonly string[]; handler: Lambda; undelivered: Queue },
  ) {
    super(scope, id);
    new Rule(this, 'Rule', {
      description: 'Executions of Mendgate that failed, timed out or were stopped',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [...props.machines] },
      },
      targets: [
        new LambdaFunction(props.handler, {
          deadLetterQueue: props.undelivered,
          retryAttempts: 10,
          maxEventAge: Duration.hours(6),
        }),
      ],
    });
    new CfnEventInvokeConfig(this, 'Failures', {
      functionName: props.handler.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: Duration.hours(1).toSeconds(),
      destinationConfig: { onFailure: { destination: props.undelivered.queueArn } },
    });
  }
}
