import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnConfigurationSet, CfnConfigurationSetEventDestination, EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { OperatorTopic } from './operator-topic.ts';

/** Where the rights to send letters are, by names: functions are granted them before this is made. */
export function mailArns(
  stack: Stack,
  { mailFrom, mailIdentity = mailFrom }: { mailFrom?: string | undefined; mailIdentity?: string | undefined },
): Readonly<Record<'MailIdentity' | 'MailConfiguration', readonly string[]>> {
  if (mailIdentity === undefined) return { MailIdentity: [], MailConfiguration: [] };
  return {
    MailIdentity: [arnIn(stack, 'identity', mailIdentity)],
    MailConfiguration: [arnIn(stack, 'configuration-set', configurationName(stack))],
  };
}
export const configurationName = (stack: Stack): string => stack.stackName;

const arnIn = (stack: Stack, resource: string, resourceName: string): string =>
  stack.formatArn({ service: 'ses', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });

/**
 * Letters to approvers. SES mails the address a link to verify itself, unless an identity is there already. What bounces is
 * told to the operator: an approver who is never reached is a plan that expires.
 */
export class Mail extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { from: string; identity: string | undefined; operator: OperatorTopic },
  ) {
    super(scope, id);
    if (props.identity === undefined) new EmailIdentity(this, 'Identity', { identity: Identity.email(props.from) });
    const configuration = new CfnConfigurationSet(this, 'Configuration', {
      name: configurationName(Stack.of(this)),
      // Links of holds do not travel in the clear; a server that cannot encrypt gets no letter.
      deliveryOptions: { tlsPolicy: 'REQUIRE' },
      suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    props.operator.publishableBy('ses.amazonaws.com');
    const bounces = new CfnConfigurationSetEventDestination(this, 'Bounces', {
      configurationSetName: configuration.ref,
      eventDestination: {
        name: 'operator',
        enabled: true,
        matchingEventTypes: ['bounce', 'complaint', 'reject', 'renderingFailure'],
        snsDestination: { topicArn: props.operator.topic.topicArn },
      },
    });
    // SES tries to publish when it is made.
    bounces.node.addDependency(props.operator);
  }
}
