import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tries } from '../../../lib/alerts-queue.ts';
import { until } from '../../../tools/k8s/kube.ts';
import { alarmOf } from '../../cluster/shop.ts';
import { drain } from '../../contract/sqs-fauxqs.ts';
import { openMendgate } from './mendgate.ts';

const home = openMendgate();
const sqs = new SQSClient({ ...home.config, useQueueUrlAsEndpoint: false });
const QueueUrl = home.outputs.AlertsQueueUrl ?? '';
const deadLetters = home.outputs.DeadLettersUrl ?? '';
let deployed: Record<string, string>;
beforeAll(async () => {
  const ask = { QueueUrl, AttributeNames: ['VisibilityTimeout' as const, 'RedrivePolicy' as const] };
  deployed = (await sqs.send(new GetQueueAttributesCommand(ask))).Attributes ?? {};
  // As deployed a message rests for minutes between two tries.
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }));
});
afterAll(() => {
  const { VisibilityTimeout = '360' } = deployed;
  return sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout } }));
});

describe('the queue of alarms', () => {
  test('a message nobody can read ends in the dead letters after its tries, and holds up none behind it', async () => {
    const viewer = await home.person('queues-viewer', 'viewer');
    expect(JSON.parse(deployed.RedrivePolicy ?? '{}')).toMatchObject({ maxReceiveCount: tries });
    const poison = '{"this":"is no delivery, and no JSON either';
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: poison }));
    const alarm = await home.sender('queues');
    expect((await alarm(alarmOf('behind-the-poison', 'cart'))).status).toBe(202);
    await until('the incident behind it', () => home.incidentIn('behind-the-poison', viewer), { within: 30_000 });
    const letters = await until(
      'a dead letter',
      async () => {
        const found = await drain(sqs, deadLetters);
        return found.length > 0 ? found : undefined;
      },
      { within: 60_000 },
    );
    expect(letters.map(({ body }) => body)).toEqual([poison]);
  });
});
