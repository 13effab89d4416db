import * as z from 'zod';
import { Instant } from './instant.ts';

export const Severity = z.enum(['low', 'medium', 'high', 'critical']);
export type Severity = z.infer<typeof Severity>;

/** The senders this build reads. */
export const Source = z.enum(['alertmanager', 'cloudwatch']);
export type Source = z.infer<typeof Source>;

/** One alarm in our words, whatever its sender. What the sender did not say is absent, never guessed. */
export const Alert = z.strictObject({
  source: Source,
  /** The sender's own id of this alarm (fingerprint, ARN): the same alarm firing again carries the same one. */
  senderId: z.string().min(1).max(2048),
  status: z.enum(['firing', 'resolved']),
  title: z.string().min(1).max(512),
  description: z.string().max(8192).optional(),
  severity: Severity.optional(),
  environment: z.string().max(256).optional(),
  cluster: z.string().max(256).optional(),
  namespace: z.string().max(256).optional(),
  workload: z.string().max(256).optional(),
  service: z.string().max(256).optional(),
  startedAt: Instant.optional(),
  labels: z.record(z.string(), z.string()),
  link: z.string().max(2048).optional(),
});
export type Alert = z.infer<typeof Alert>;

/** What one delivery holds. `ignored` says why a part of it is no alarm (a confirmation, a test). */
export const Parsed = z.strictObject({
  /** The sender's id of this delivery, when it has one: the same delivery twice is one. */
  deliveryId: z.string().max(512),
  alerts: z.array(Alert),
  ignored: z.array(z.strictObject({ what: z.string(), why: z.string() })),
});
export type Parsed = z.infer<typeof Parsed>;

/** What the front door puts on the alerts queue. The bytes travel with it, base64: one durable write takes the delivery. */
export const Delivery = z.strictObject({
  tenant: z.string(),
  hook: z.string(),
  source: Source,
  receivedAt: Instant,
  contentType: z.string(),
  bytes: z.string(),
});
export type Delivery = z.infer<typeof Delivery>;
