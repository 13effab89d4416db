import * as z from 'zod';
import { Source } from './alert.ts';
import { Instant } from './instant.ts';
import { Json } from './json.ts';

/** One alarm as it keeps firing: which incident it belongs to, until when a repeat only counts, and the last deliveries seen. */
export const Fingerprint = z.strictObject({
  hash: z.string(),
  tenant: z.string(),
  incident: z.string(),
  alert: z.string(),
  until: Instant,
  count: z.int(),
  deliveries: z.array(z.string()).max(64),
});
export type Fingerprint = z.infer<typeof Fingerprint>;

/** The place a storm takes: while it stands, what falls on the same spot joins its incident. */
export const Slot = z.strictObject({
  hash: z.string(),
  tenant: z.string(),
  key: z.string(),
  incident: z.string(),
  until: Instant,
});
export type Slot = z.infer<typeof Slot>;

/**
 * Work that follows from a committed fact: written in the fact's transaction, carried out by deliver-outbox. A `start`
 * ends when the execution exists; a `callback` ends only when Settle hold ran; an `ask` when everybody was told by mail how
 * its hold stands; a `copy` when the audit has the entry.
 */
export const Outbox = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('start'),
    id: z.string(),
    tenant: z.string(),
    incident: z.string(),
    at: Instant,
    machine: z.enum(['investigation', 'remediation']),
    name: z.string(),
    input: z.record(z.string(), Json),
  }),
  z.strictObject({
    kind: z.literal('callback'),
    id: z.string(),
    tenant: z.string(),
    incident: z.string(),
    at: Instant,
    hold: z.string(),
  }),
  // A log entry that could not be copied to the audit when it was announced: owed until it is.
  z.strictObject({
    kind: z.literal('copy'),
    id: z.string(),
    tenant: z.string(),
    incident: z.string(),
    at: Instant,
    seq: z.int().min(1),
  }),
  z.strictObject({
    kind: z.literal('ask'),
    id: z.string(),
    tenant: z.string(),
    incident: z.string(),
    at: Instant,
    hold: z.string(),
    /** How often it was begun, and before when it is not begun again: mail that is not taken is tried at growing distances. */
    tries: z.int().min(1).optional(),
    notBefore: Instant.optional(),
  }),
]);
export type Outbox = z.infer<typeof Outbox>;

/**
 * What one person was told by mail of one hold, and whether their link was used. It is written after the letter was taken,
 * so a letter may be sent twice, never lost; a link that is used before that writes it.
 */
export const Notice = z.strictObject({
  tenant: z.string(),
  incident: z.string(),
  hold: z.string(),
  user: z.string(),
  /** The plan the letter asks about, and the one use its link has. */
  planHash: z.string(),
  nonce: z.string(),
  askedAt: Instant.optional(),
  /** The address is one that mail cannot be sent to. */
  refusedAt: Instant.optional(),
  usedAt: Instant.optional(),
  /** When they were told that it ended without them. */
  toldAt: Instant.optional(),
});
export type Notice = z.infer<typeof Notice>;

/** What a step answered: a retried step finds it and answers the same without doing it again. */
export const Receipt = z.strictObject({ id: z.string(), tenant: z.string(), incident: z.string(), output: Json });
export type Receipt = z.infer<typeof Receipt>;

/** Where an incident's log ends: written with its entries, so that an end that was cut off is seen. `seq` counts from 1. */
export const LogHead = z.strictObject({
  tenant: z.string(),
  incident: z.string(),
  seq: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** When the last entry says it was. */
  at: Instant.optional(),
});
export type LogHead = z.infer<typeof LogHead>;

/**
 * A POST that a client named with an `Idempotency-Key`: `request` is the digest of what was asked, `answer` what was answered,
 * absent while it is under way and where the answer was a secret. The name is free again after `until`.
 */
export const Once = z.strictObject({
  id: z.string(),
  tenant: z.string(),
  request: z.string(),
  state: z.enum(['begun', 'done']),
  at: Instant,
  until: Instant,
  answer: z
    .strictObject({ status: z.int(), body: Json, headers: z.record(z.string(), z.string()).optional() })
    .optional(),
});
export type Once = z.infer<typeof Once>;

export const Active = z.strictObject({ tenant: z.string(), incident: z.string(), since: Instant });
export type Active = z.infer<typeof Active>;

/** The kill switch. While `stopped`, nothing new is run anywhere in the tenant. */
export const Stop = z.strictObject({ tenant: z.string(), stopped: z.boolean(), by: z.string(), at: Instant });
export type Stop = z.infer<typeof Stop>;

export const SettingVersion = z.strictObject({
  tenant: z.string(),
  name: z.string(),
  version: z.int().min(1),
  document: z.record(z.string(), Json),
  sha256: z.string(),
  by: z.string(),
  at: Instant,
});
export type SettingVersion = z.infer<typeof SettingVersion>;

/** What arrived and could not be processed: the bytes are in Objects under `raw`. */
export const DeadLetter = z.strictObject({
  id: z.string(),
  tenant: z.string(),
  hook: z.string(),
  source: Source,
  at: Instant,
  contentType: z.string(),
  why: z.string(),
  raw: z.string(),
  replayedAt: Instant.optional(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

export const Role = z.enum(['viewer', 'approver', 'owner']);
export type Role = z.infer<typeof Role>;
/** What a tenant knows of somebody. Without roles they are removed: the name stays for the log, and opens nothing. */
export const User = z.strictObject({
  id: z.string(),
  tenant: z.string(),
  roles: z.array(Role),
  name: z.string(),
  mail: z.string().optional(),
  /** Who this is at the issuer of tokens, once that is known; never in a home that signs in by links. */
  person: z.strictObject({ issuer: z.string(), subject: z.string() }).optional(),
  /** Until when a first sign-in with the verified `mail` is taken for theirs. */
  invitedUntil: Instant.optional(),
  /** Tokens and sessions made until then open nothing any more. */
  tokensFrom: Instant.optional(),
});
export type User = z.infer<typeof User>;

/** Whom a subject of an issuer is. Written once: a subject never becomes somebody else. */
export const Person = z.strictObject({
  issuer: z.string(),
  subject: z.string(),
  tenant: z.string(),
  user: z.string(),
  at: Instant,
});
export type Person = z.infer<typeof Person>;

/** The first verified sign-in with this mail (in lower case) is that user, until it expires. */
export const Invitation = z.strictObject({
  mail: z.string(),
  tenant: z.string(),
  user: z.string(),
  expiresAt: Instant,
});
export type Invitation = z.infer<typeof Invitation>;

/** The owners of a tenant who can sign in: written with each of them, so that the last one is known to be the last. */
export const Owners = z.strictObject({ tenant: z.string(), users: z.array(z.string()) });
export type Owners = z.infer<typeof Owners>;

/**
 * What speaks for a user, known only by its hash: sent as a bearer, or by a browser as its session. One made by a start of the
 * home ends with the next start.
 */
export const Token = z.strictObject({
  sha256: z.string(),
  tenant: z.string(),
  user: z.string(),
  madeBy: z.enum(['start', 'person', 'sign-in']),
  /** What a person calls it. */
  name: z.string().optional(),
  at: Instant.optional(),
  /** Of a session: about when it was last used. */
  seenAt: Instant.optional(),
  expiresAt: Instant.optional(),
});
export type Token = z.infer<typeof Token>;

/** A one-time pass, known only by its hash: it is taken away by whoever uses it. */
export const Ticket = z.strictObject({
  sha256: z.string(),
  purpose: z.enum(['live', 'sign-in']),
  tenant: z.string(),
  user: z.string(),
  /** When it was made: what ended everything of its user since has ended it too. */
  at: Instant.optional(),
  expiresAt: Instant,
});
export type Ticket = z.infer<typeof Ticket>;

/** Somebody watching: one of the `n` places a person may have. It ends at `until`, whatever becomes of the socket. */
export const Connection = z.strictObject({
  connection: z.string(),
  tenant: z.string(),
  user: z.string(),
  n: z.int().min(0),
  since: Instant,
  until: Instant,
});
export type Connection = z.infer<typeof Connection>;

/** A socket that ended says no more than its name: which connection that was. */
export const Socket = z.strictObject({
  connection: z.string(),
  tenant: z.string(),
  user: z.string(),
  n: z.int().min(0),
});
export type Socket = z.infer<typeof Socket>;

/** When a tenant's logs were last anchored: the day (UTC), and the moment from which on they are looked at next. */
export const Anchor = z.strictObject({ tenant: z.string(), day: z.string(), at: Instant });
export type Anchor = z.infer<typeof Anchor>;

/** How far the incidents of a tenant have been trimmed: a place in their list, oldest first. */
export const Trimmed = z.strictObject({ tenant: z.string(), cursor: z.string().max(8192) });
export type Trimmed = z.infer<typeof Trimmed>;
