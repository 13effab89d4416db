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
/** What the table's stream is read for: rows of the outbox and entries of the logs. */
interface Reading<R extends StepId, E extends StepId> {
  row: Step<R, { tenant: string; incident: string; id: string }, Json>;
  entry: Step<E, { entry: z.infer<typeof shapes.log.schema> }, Json & { why?: string }>;
}

/**
 * The one reader of the table's stream, in the order of each incident. One record that fails does not hold up the rest of its
 * batch: all are tried, and the first failed one is named, from which Lambda hands in the stream again (what is told twice is
 * told once). What has failed too often goes to the failure queue; rows are found by the sweep as well.
 */
export function streamHandler<R extends StepId, E extends StepId>(
  { row, entry }: Reading<R, E>,
  opens: StepOpens<R | E>,
  variables?: NodeJS.ProcessEnv,
): LambdaHandler<BatchAnswer> {
  const opened = opener(opens, variables);
  return edge(row.id, async (event) => {
    const { Records } = eventAs(StreamEvent, event, 'batch of a stream');
    const { ports } = opened();
    const held = ports as unknown as Uses<R> & Uses<E>;
    const failed: string[] = [];
    for (const { eventName, dynamodb } of Records) {
      const { NewImage: image, SequenceNumber: place } = dynamodb;
      if (eventName === 'REMOVE' || image === undefined) continue;
      try {
        const item = itemOf(image);
        if (item.type === shapes.outbox.type) {
          const { tenant, incident, id } = readAs(shapes.outbox, item).value;
          await row.invoke(held, { tenant, incident, id });
        } else if (item.type === shapes.log.type) {
          const { why } = await entry.invoke(held, { entry: readAs(shapes.log, item).value });
          // Nothing failed: who was missed reads it up. Somebody should know why all the same.
          if (why !== undefined) complain(entry.id, new Error(`not everybody was told: ${why}`), place);
        }
      } catch (thrown) {
        complain(row.id, thrown, place);
        failed.push(place);
      }
    }
    return { batchItemFailures: failed.slice(0, 1).map((itemIdentifier) => ({ itemIdentifier })) };
  });
}
