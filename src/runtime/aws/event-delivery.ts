import { encodeTime } from 'ulid';
import * as z from 'zod';
import { instantOf } from '../../contracts/instant.ts';
import type { QueuedDelivery } from '../../core/incident/arrival.ts';
import { derivedId } from '../../core/ledger/digest.ts';
import { keys } from '../../core/ledger/keys.ts';
import { load } from '../../core/ledger/load.ts';
import { shapes } from '../../core/ledger/shapes.ts';
import type { Records } from '../../core/ports.ts';

/** What tells an EventBridge event from our own deliveries: EventBridge gives every event these. */
const BridgeEvent = z.looseObject({
  id: z.string().max(64),
  source: z.literal('aws.cloudwatch'),
  time: z.string(),
  'detail-type': z.string(),
});
/** The hook an alarm of this account belongs to; its record names the cluster of alarms that name none. */
const hookId = 'cloudwatch';

/**
 * An alarm state change as the rule puts it on the queue, as a delivery of the CloudWatch hook; undefined for what is none. The
 * bus itself is the proof of its sender: only the rule of this stack may write there.
 */
export async function eventDelivery(
  event: unknown,
  records: Records,
  tenant: () => string,
): Promise<QueuedDelivery | undefined> {
  const found = BridgeEvent.safeParse(event);
  if (!found.success) return undefined;
  const { id, time } = found.data;
  const at = Date.parse(time);
  const receivedAt = instantOf(Number.isFinite(at) ? at : Date.now());
  const hook = (await load(records, shapes.hook, keys.hook(hookId)))?.value;
  return {
    // Sorts by time as deliveries do, and is the same however often the event is delivered.
    id: `${encodeTime(Date.parse(receivedAt), 10)}${derivedId('event', id).slice(0, 16).toUpperCase()}`,
    tenant: hook?.tenant ?? tenant(),
    hook: hookId,
    source: 'cloudwatch',
    cluster: hook?.cluster ?? 'none',
    receivedAt,
    contentType: 'application/json',
    bytes: Buffer.from(JSON.stringify(event)).toString('base64'),
  };
}
