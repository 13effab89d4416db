import * as z from 'zod';
import { Instant } from './instant.ts';
import type { LogEntry } from './log.ts';

/**
 * The bounds of the live line, the same in both homes. Times are seconds. Idle and longest are those of API Gateway (quotas of
 * WebSocket APIs), so that a client which lives with one home lives with the other.
 */
export const liveLimits = {
  /** A ticket is good for one connection within this time. */
  ticketSeconds: 60,
  /** Nobody is connected for longer: whoever still watches opens anew, and proves who they are again. */
  connectionSeconds: 2 * 60 * 60,
  /** Without a word in either direction for so long, a connection is closed. Clients say `ping` more often than that. */
  idleSeconds: 10 * 60,
  /** A client says so and nothing else, and hears it answered: so it knows a line that is dead from one that is quiet. */
  ping: 'ping',
  pong: 'pong',
  /** What a client may send at once, bytes. */
  clientBytes: 4096,
  /** Connections of one person, and of all of a tenant. */
  perPerson: 10,
  perTenant: 200,
} as const;

/**
 * What goes over the line: that something happened, and where. Never what: the client fetches that with its own rights. An
 * event is a word of `EventName`; a client may be older than its home, so it takes any.
 */
export const LiveFrame = z.object({
  event: z.string().min(1).max(64),
  tenant: z.string().min(1).max(128),
  /** The incident, or `tenant` for what concerns no single one. */
  incident: z.string().min(1).max(128),
  /** The number of the entry in that incident's log: a gap means that something was missed. */
  seq: z.int().min(1),
  /** The id of what it is about, cut to 256 characters. */
  about: z.string().max(256),
  at: Instant,
});
export type LiveFrame = z.infer<typeof LiveFrame>;

/** Longer than any frame is: whatever is larger is none. */
const frameAtMost = 4096;

/** A log entry as it is pushed. */
export function frameOf({ event, tenant, incident, seq, about, at }: LogEntry): string {
  return JSON.stringify({ event, tenant, incident, seq, about: about.slice(0, 256), at } satisfies LiveFrame);
}

/** What a line brought, as a client reads it; undefined for whatever is no frame. */
export function readFrame(data: unknown): LiveFrame | undefined {
  if (typeof data !== 'string' || data.length > frameAtMost) return undefined;
  try {
    return LiveFrame.safeParse(JSON.parse(data)).data;
  } catch {
    return undefined;
  }
}

/** What a connection hears once it is open: for whom it is, and how many plans wait for a yes. Frames may come before it. */
export const LiveGreeting = z.object({
  event: z.literal('connected'),
  tenant: z.string(),
  waiting: z.int().min(0),
  at: Instant,
});
export type LiveGreeting = z.infer<typeof LiveGreeting>;
