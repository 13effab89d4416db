import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** Where the operator hears of alarms about Mendgate itself. It must not need Mendgate to be heard. */
export class OperatorTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: { key: IKey; mail: string | undefined }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', {
      displayName: `${Stack.of(this).stackName}: alarms about Mendgate`,
      masterKey: props.key,
      enforceSSL: true,
    });
    this.publishableBy('cloudwatch.amazonaws.com');
    if (props.mail !== undefined) this.topic.addSubscription(new EmailSubscription(props.mail));
  }

  /** Lets a service of this account tell the operator something; the key lets it encrypt (`key.ts`). */
  publishableBy(service: string): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal(service)],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }
}
