import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { until } from '../../../tools/k8s/kube.ts';
import { eventBytes } from '../../functions/aws-home.ts';
import { openMendgate } from './mendgate.ts';

const home = openMendgate(inject('deployed'));
const sqs = new SQSClient({ ...home.config, useQueueUrlAsEndpoint: false });
let viewer: string;
beforeAll(async () => {
  viewer = await home.person('events-viewer', 'viewer');
});

/** A real-shaped event about an alarm of another name. */
function event(alarmName: string) {
  const whole = JSON.parse(eventBytes('cloudwatch/alarm.json').toString());
  return { ...whole, detail: { ...whole.detail, alarmName } };
}
const rule = async () => {
  const { Rules } = await home.aws.call('events', 'AWSEvents.ListRules', {});
  const [found, ...more] = (Rules as { Name: string; EventPattern: string }[]).filter((it) =>
    it.EventPattern?.includes('CloudWatch Alarm State Change'),
  );
  if (found === undefined || more.length > 0) throw new Error(`the rule of alarms among ${JSON.stringify(Rules)}`);
  return found;
};
const matches = async (one: object) =>
  (
    await home.aws.call('events', 'AWSEvents.TestEventPattern', {
      EventPattern: (await rule()).EventPattern,
      Event: JSON.stringify(one),
    })
  ).Result;

describe("CloudWatch alarms of Mendgate's own account", () => {
  test('the deployed rule takes them, and leaves out those about Mendgate itself', async () => {
    expect(await matches(event('checkout-5xx'))).toBe(true);
    expect(await matches(event('mendgate-dead-letters'))).toBe(false);
    expect(await matches({ ...event('checkout-5xx'), 'detail-type': 'CloudWatch Alarm Configuration Change' })).toBe(
      false,
    );
  });

  test('its target is the queue of alarms, under the message group of the tenant', async () => {
    const { Targets } = await home.aws.call('events', 'AWSEvents.ListTargetsByRule', { Rule: (await rule()).Name });
    const queue = home.outputs.AlertsQueueUrl?.split('/').at(-1);
    expect(Targets).toMatchObject([{ SqsParameters: { MessageGroupId: 'home' } }]);
    expect(Targets[0]?.Arn.endsWith(`:${queue}`)).toBe(true);
  });

  test('what it puts there opens one incident, however often it is delivered', async () => {
    const MessageBody = JSON.stringify(event('checkout-5xx'));
    for (let delivery = 0; delivery < 2; delivery++)
      await sqs.send(new SendMessageCommand({ QueueUrl: home.outputs.AlertsQueueUrl, MessageBody }));
    const found = async () => {
      const { items } = await home.get<{ items: { title: string; source: string; alerts: number }[] }>(
        '/api/v1/incidents?limit=100',
        viewer,
      );
      return items.filter((it) => it.title.includes('checkout-5xx'));
    };
    await until('the incident', async () => (await found()).length > 0, { within: 30_000 });
    expect(await found()).toMatchObject([{ source: 'cloudwatch', alerts: 1 }]);
  });
});
