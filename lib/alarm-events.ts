import { Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * State changes of the account's CloudWatch alarms, each as it comes, into the queue of alarms: what EventBridge says is
 * already proven, so they take no hook. Mendgate's own alarms are left out: it would open incidents about itself.
 */
export class AlarmEvents extends Construct {
  readonly rule: Rule;

  constructor(scope: Construct, id: string, props: { alerts: Queue; undelivered: Queue; tenant: string }) {
    super(scope, id);
    this.rule = new Rule(this, 'Rule', {
      description: 'CloudWatch alarms for Mendgate',
      eventPattern: {
        source: ['aws.cloudwatch'],
        detailType: ['CloudWatch Alarm State Change'],
        detail: { alarmName: [{ 'anything-but': { prefix: `${Stack.of(this).stackName}-` } }] },
      },
    });
    this.rule.addTarget({
      // The library's own target would allow wildcard actions on the key.
      bind: () => ({
        arn: props.alerts.queueArn,
        sqsParameters: { messageGroupId: props.tenant },
        deadLetterConfig: { arn: props.undelivered.queueArn },
      }),
    });
    for (const queue of [props.alerts, props.undelivered])
      queue.addToResourcePolicy(
        new PolicyStatement({
          actions: ['sqs:SendMessage'],
          principals: [new ServicePrincipal('events.amazonaws.com')],
          resources: [queue.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': this.rule.ruleArn } },
        }),
      );
  }
}
