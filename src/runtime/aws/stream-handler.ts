import * as z from 'zod';
import { itemOf } from '../../adapters/aws/dynamodb-item.ts';
import type { Json } from '../../contracts/json.ts';
import type { StepId } from '../../contracts/wiring.ts';
import { readAs, shapes } from '../../core/ledger/shapes.ts';
import type { Step, Uses } from '../../core/steps/step.ts';
import { opener } from '../aws.ts';
import { complain, edge, eventAs, type LambdaHandler } from '../lambda.ts';
import type { BatchAnswer } from './queue-handler.ts';
import type { StepOpens } from './step-handler.ts';

const StreamEvent = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      dynamodb: z.object({ SequenceNumber: z.string(), NewImage: z.record(z.string(), z.unknown()).optional() }),
    }),
  ),
});

/**
 * Outbox rows from the table's stream. One that fails does not hold up the rest of its batch: all are tried, and the first
 * failed one is named, from which Lambda hands in the stream again (a row carried out twice is carried out once). What has
 * failed too often goes to the failure queue, and the sweep finds its row.
 */
export function streamHandler<N extends StepId>(
  step: Step<N, { tenant: string; incident: string; id: string }, Json>,
  opens: StepOpens<N>,
  variables?: NodeJS.ProcessEnv,
): LambdaHandler<BatchAnswer> {
  const opened = opener(opens, variables);
  return edge(step.id, async (event) => {
    const { Records } = eventAs(StreamEvent, event, 'batch of a stream');
    const { ports } = opened();
    const failed: string[] = [];
    for (const { eventName, dynamodb } of Records) {
      const { NewImage: image, SequenceNumber: place } = dynamodb;
      if (eventName === 'REMOVE' || image === undefined) continue;
      try {
        const item = itemOf(image);
        if (item.type !== shapes.outbox.type) continue;
        const { tenant, incident, id } = readAs(shapes.outbox, item).value;
        await step.invoke(ports as Uses<N>, { tenant, incident, id });
      } catch (thrown) {
        complain(step.id, thrown, place);
        failed.push(place);
      }
    }
    return { batchItemFailures: failed.slice(0, 1).map((itemIdentifier) => ({ itemIdentifier })) };
  });
}
