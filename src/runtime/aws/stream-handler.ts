import * as z from 'zod';
import { itemOf } from '../../adapters/aws/dynamodb-item.ts';
import { readAs, shapes } from '../../core/ledger/shapes.ts';
import { announceEntry } from '../../core/steps/announce-entry.ts';
import { deliverOutbox } from '../../core/steps/deliver-outbox.ts';
import { greetConnection } from '../../core/steps/greet-connection.ts';
import { opener } from '../aws.ts';
import { complain, edge, eventAs, type LambdaHandler } from '../lambda.ts';
import type { BatchAnswer } from './queue-handler.ts';
import type { StepOpens } from './step-handler.ts';

/** The stream may tell of a connection a moment before its socket is open. */
const pausesMs = [0, 200, 600, 1500];
const StreamEvent = z.object({
  Records: z.array(
    z.object({
      eventName: z.string(),
      dynamodb: z.object({ SequenceNumber: z.string(), NewImage: z.record(z.string(), z.unknown()).optional() }),
    }),
  ),
});
/**
 * The one reader of the table's stream, in the order of each incident: rows of the outbox are carried out, entries of the logs
 * copied and told, new connections greeted. One record that fails does not hold up the rest of its
 * batch: all are tried, and the first failed one is named, from which Lambda hands in the stream again (what is told twice is
 * told once). What has failed too often goes to the failure queue; rows are found by the sweep as well.
 */
export function streamHandler(
  opens: StepOpens<typeof deliverOutbox.id | typeof announceEntry.id | typeof greetConnection.id>,
  variables?: NodeJS.ProcessEnv,
): LambdaHandler<BatchAnswer> {
  const opened = opener(opens, variables);
  return edge(deliverOutbox.id, async (event) => {
    const { Records } = eventAs(StreamEvent, event, 'batch of a stream');
    const { ports } = opened();
    const failed: string[] = [];
    for (const { eventName, dynamodb } of Records) {
      const { NewImage: image, SequenceNumber: place } = dynamodb;
      if (eventName === 'REMOVE' || image === undefined) continue;
      try {
        const item = itemOf(image);
        if (item.type === shapes.outbox.type) {
          const { tenant, incident, id } = readAs(shapes.outbox, item).value;
          await deliverOutbox.invoke(ports, { tenant, incident, id });
        } else if (item.type === shapes.log.type) {
          const { why } = await announceEntry.invoke(ports, { entry: readAs(shapes.log, item).value });
          // Nothing failed: who was missed reads it up. Somebody should know why all the same.
          if (why !== undefined) complain(announceEntry.id, new Error(`not everybody was told: ${why}`), place);
        } else if (item.type === shapes.connection.type) {
          const { tenant, user, n, connection } = readAs(shapes.connection, item).value;
          for (const pause of pausesMs) {
            await new Promise((resolve) => setTimeout(resolve, pause));
            const { told } = await greetConnection.invoke(ports, { tenant, user, n, connection });
            if (told !== 'opening') break;
          }
        }
      } catch (thrown) {
        complain(deliverOutbox.id, thrown, place);
        failed.push(place);
      }
    }
    return { batchItemFailures: failed.slice(0, 1).map((itemIdentifier) => ({ itemIdentifier })) };
  });
}
