import * as z from 'zod';
import { type Alert, Delivery } from '../../contracts/alert.ts';
import type { Incident } from '../../contracts/incident.ts';
import { derivedId } from '../ledger/digest.ts';

/** A delivery as the queue carries it: with its id, the hook's default cluster, and why it is unreadable, if it is. */
export const QueuedDelivery = Delivery.extend({
  id: z.string(),
  cluster: z.string(),
  unreadable: z.string().optional(),
});
export type QueuedDelivery = z.infer<typeof QueuedDelivery>;

/** One alert of a delivery on its way in. `mark` names this alert in this delivery: the same mark twice is one. */
export interface Arrival {
  delivery: QueuedDelivery;
  bytes: Uint8Array;
  alert: Alert;
  hash: string;
  mark: string;
  ordinal: number;
  now: string;
}

export const Told = ['opened', 'joined', 'counted', 'repeated', 'resolved', 'ignored'] as const;
export type Told = (typeof Told)[number];

/** Escalated is still live: people hold it, and what joins belongs to what they hold. */
export const isLive = (incident: Incident): boolean => incident.status !== 'closed' && incident.status !== 'recovered';

/** Something came that a diagnosis made before has not seen: it is made again before anyone is asked. */
export const withNews = (incident: Incident): Incident => ({
  ...incident,
  dirty: true,
  news: (incident.news ?? 0) + 1,
});

/** Sorts by time like the delivery it came from (a ULID), and is the same whenever that delivery is taken again. */
export const incidentIdOf = (deliveryId: string, ordinal: number): string =>
  `${deliveryId.slice(0, 10)}${derivedId(deliveryId, ordinal).slice(0, 16).toUpperCase()}`;
