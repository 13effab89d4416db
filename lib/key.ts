import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/**
 * The one key of a deployment: table, bucket, queues, machines and sealed task tokens. Roles get it through the service
 * they use it with (`kms:ViaService`), so that reading the table does not mean opening a sealed token.
 */
export class DeploymentKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, props: { removalPolicy: RemovalPolicy }) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: `${Stack.of(this).stackName}: incidents, objects, queues, machines, sealed tokens`,
      enableKeyRotation: true,
      removalPolicy: props.removalPolicy,
      pendingWindow: Duration.days(props.removalPolicy === RemovalPolicy.DESTROY ? 7 : 30),
    });
    // Who puts encrypted messages into our queues and topic on its own account, not under a role of ours.
    for (const service of ['events.amazonaws.com', 'cloudwatch.amazonaws.com', 'ses.amazonaws.com'])
      this.key.addToResourcePolicy(
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          principals: [new ServicePrincipal(service)],
          // In a key's own policy this is the key itself.
          resources: ['*'],
          conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
        }),
      );
    // The machines' logs pass through here before they are written, without any data of an incident in them.
    this.key.addToResourcePolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt'],
        principals: [new ServicePrincipal('delivery.logs.amazonaws.com')],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }
}
