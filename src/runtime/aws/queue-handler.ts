import * as z from 'zod';
import { fromMessage } from '../../adapters/aws/queue-envelope.ts';
import { Fault } from '../../contracts/fault.ts';
import { instantOf } from '../../contracts/instant.ts';
import type { Json } from '../../contracts/json.ts';
import type { StepId } from '../../contracts/wiring.ts';
import type { Objects, Records } from '../../core/ports.ts';
import type { Step, Uses } from '../../core/steps/step.ts';
import { opener } from '../aws.ts';
import { complain, edge, eventAs, type LambdaHandler } from '../lambda.ts';
import { eventDelivery } from './event-delivery.ts';
import type { StepOpens } from './step-handler.ts';

const SqsEvent = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });
export interface BatchAnswer {
  batchItemFailures: { itemIdentifier: string }[];
}

/**
 * Deliveries from the alerts queue, one after the other: alarms of one storm want the same place. What fails is named and
 * comes back alone; received too often, it lies in the dead-letter queue as it came.
 */
export function queueHandler<N extends StepId>(
  step: Step<N, { delivery: unknown; now: string }, Json>,
  opens: StepOpens<N> & { objects: unknown; records: unknown },
  variables?: NodeJS.ProcessEnv,
): LambdaHandler<BatchAnswer> {
  const opened = opener(opens, variables);
  return edge(step.id, async (event) => {
    const { Records } = eventAs(SqsEvent, event, 'batch of messages');
    const { ports, environment } = opened();
    const held = ports as Uses<N> & { objects: Objects; records: Records };
    const failed: BatchAnswer['batchItemFailures'] = [];
    for (const { messageId, body } of Records) {
      try {
        const message = parsed(await fromMessage(body, held.objects));
        const delivery = (await eventDelivery(message, held.records, () => environment('MENDGATE_TENANT'))) ?? message;
        await step.invoke(held, { delivery, now: instantOf(Date.now()) });
      } catch (thrown) {
        complain(step.id, thrown, messageId);
        failed.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures: failed };
  });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new Fault(
      'Malformed',
      'a message is not JSON',
      'Only Mendgate writes to this queue: look at the dead letter.',
    );
  }
}
