import {
  GetQueueAttributesCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { tries } from '../../../lib/alerts-queue.ts';
import { lists } from '../../../src/core/ledger/keys.ts';
import { until } from '../../../tools/k8s/kube.ts';
import { alarmOf } from '../../cluster/shop.ts';
import { drain } from '../../contract/sqs-fauxqs.ts';
import { openMendgate, tenant } from './mendgate.ts';

const home = openMendgate(inject('deployed'));
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

describe('the stream of the table', () => {
  test('a row of the outbox nobody can read holds up none behind it', async () => {
    const viewer = await home.person('stream-viewer', 'viewer');
    const key = { pk: `${tenant}#INC#01KNOBODYREADS`, sk: 'OUTBOX#row' };
    const row = { ...key, type: 'OUTBOX', v: 99, rev: 1, list: lists.outbox(tenant), order: '0', body: {} };
    expect(await home.records.write([{ put: row, when: 'absent' }])).toEqual({ ok: true });
    const alarm = await home.sender('stream');
    expect((await alarm(alarmOf('behind-the-row', 'cart'))).status).toBe(202);
    const looked = async () => (await home.incidentIn('behind-the-row', viewer))?.diagnosis;
    await until('its investigation', looked, { within: 60_000 });
    // Otherwise the sweep of every minute would speak of it to the end of the run.
    await home.records.write([{ remove: key, when: 1 }]);
  });

  test('what fails there goes to a queue of its own, as it is deployed', async () => {
    const query = 'FunctionName=mendgate-deliver-outbox';
    const answer = await fetch(`${home.config.endpoint}/2015-03-31/event-source-mappings/?${query}`);
    const { EventSourceMappings: mappings } = (await answer.json()) as { EventSourceMappings: unknown[] };
    const queue = home.outputs.UndeliveredOutboxUrl?.split('/').at(-1);
    expect(mappings).toMatchObject([
      {
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: expect.stringMatching(`:${queue}$`) } },
      },
    ]);
  });
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
