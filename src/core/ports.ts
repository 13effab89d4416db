import type { SiteFacts } from '../contracts/api/site.ts';
import type { Identity } from '../contracts/identities.ts';
import type { Instant } from '../contracts/instant.ts';
import type { Json, PatchOp } from '../contracts/json.ts';
import type { Kind, KubeObject, ObjectRef } from '../contracts/kube.ts';
import type { LogEntry } from '../contracts/log.ts';
import type { SettingStamp } from '../contracts/policy.ts';
import type { SettingName, SettingOf } from '../contracts/settings.ts';
import type { TopicMessage } from '../contracts/topic.ts';

/** All we ask of the world, on one page. A port throws only `Fault`s; whatever is expected comes back as a value. */
export interface Ports {
  clock: Clock;
  ids: Ids;
  records: Records;
  objects: Objects;
  alerts: Queue;
  workflows: Workflows;
  clusters: Clusters;
  settings: Settings;
  secrets: Secrets;
  sealer: Sealer;
  site: Site;
  vault: Vault;
  live: Live;
  audit: AuditTrail;
  mail: Mail;
  topics: Topics;
}

export interface Clock {
  now(): Instant;
}

/** Random ids (ULID), for the edge only: a step derives its ids, so that a retry makes the same ones. */
export interface Ids {
  next(): string;
  /** 256 random bits as 43 characters of base64url: tokens, codes, tickets, secrets. Nobody can guess one. */
  secret(): string;
}

export interface Key {
  pk: string;
  sk: string;
}
/**
 * One stored item. `rev` counts its writes and is what conditions test; `v` is the version of its shape; `list` puts it
 * into a sparse index for screens, ordered by `order`.
 */
export interface Item extends Key {
  type: string;
  v: number;
  rev: number;
  list?: string;
  order?: string;
  body: { [key: string]: Json };
}
/** `absent`: nothing may stand there. A number: an item of exactly this revision must stand there. */
export type When = 'absent' | number;
export type Write = { put: Item; when: When } | { remove: Key; when: number } | { check: Key; when: When };
/** All writes or none. Refused: which writes' conditions failed, and what stood there. */
export type Written = { ok: true } | { ok: false; refused: { index: number; found: Item | undefined }[] };
export interface Page {
  items: Item[];
  cursor?: string;
}

/**
 * The one store. Refuses (Fault TooLarge, Impossible): items over 300 KB, more than 100 writes, one key twice, empty keys.
 * Throws Contended when the store asks to try again and Unavailable when it cannot be reached.
 */
export interface Records {
  get(key: Key): Promise<Item | undefined>;
  /** One partition in order of `sk`, consistent. `after` is exclusive. */
  query(ask: { pk: string; prefix?: string; after?: string; newestFirst?: boolean; limit?: number }): Promise<Page>;
  /** A sparse index: may lag behind. Never read for a decision. */
  browse(ask: { list: string; newestFirst?: boolean; limit?: number; cursor?: string }): Promise<Page>;
  write(writes: readonly Write[]): Promise<Written>;
}

/** Content-addressed bytes: the key is their SHA-256 in hex. Putting the same bytes twice is one object. */
export interface Objects {
  put(bytes: Uint8Array): Promise<string>;
  get(sha256: string): Promise<Uint8Array | undefined>;
}

/** Durable when `send` has resolved; delivered at least once, in any order. */
export interface Queue {
  send(body: string): Promise<void>;
}

export interface Workflows {
  /** Idempotent by name: an execution of this name, running or ended, is never started again. */
  start(machine: 'investigation' | 'remediation', name: string, input: Json): Promise<'started' | 'exists'>;
  succeed(token: string, output: Json): Promise<'accepted' | 'gone'>;
  status(machine: 'investigation' | 'remediation', name: string): Promise<'running' | 'ended' | 'unknown'>;
}

export type { Identity };
/**
 * For which piece of work a cluster is opened: the proposal, the incident where there is none yet, and who approved the plan
 * that is carried out. Where the cluster's ways to sign in can carry it, their trail names both.
 */
export interface Behalf {
  session: string;
  approver?: string;
}
export interface Clusters {
  /**
   * Throws NotFound for a cluster nobody configured or that is not there, Forbidden where the identity was not granted,
   * Unavailable where it may work later and Malformed where what was configured cannot be used.
   */
  open(id: string, identity: Identity, on?: Behalf): Promise<Cluster>;
}
/**
 * A Kubernetes API under one identity. Faults: Forbidden, Unavailable, NotFound (the object to patch), Stale (a `test` of
 * the patch failed), Impossible (the server refused the content: validation, admission, quota).
 */
export interface Cluster {
  readonly practice: boolean;
  list(kind: Kind, namespace?: string): Promise<KubeObject[]>;
  get(ref: ObjectRef): Promise<KubeObject | undefined>;
  /** Undefined when the container has no such log (never started, no previous run). */
  logs(ask: {
    namespace: string;
    pod: string;
    container: string;
    previous: boolean;
    lines: number;
  }): Promise<string | undefined>;
  patch(ref: ObjectRef, ops: readonly PatchOp[], how: WriteHow): Promise<{ object: KubeObject; warnings: string[] }>;
  /** Only ever rehearsed: creates nothing. */
  tryCreate(object: KubeObject, how: { manager: string }): Promise<{ warnings: string[] }>;
}
export interface WriteHow {
  dryRun: boolean;
  /** The field manager: names us and the proposal in the object's managedFields. */
  manager: string;
}

export interface Settings {
  /** The effective document: the tenant's newest version, else the house rule. Never merged. */
  read<N extends SettingName>(tenant: string, name: N): Promise<{ value: SettingOf<N>; stamp: SettingStamp }>;
}

export interface Secrets {
  /** Live values, newest first: two while a key is being rotated. Empty when the name is unknown. */
  read(name: string): Promise<string[]>;
}

/** Writes what `Secrets` reads; only groups of owners hold it. */
export interface Vault {
  /** `value` is the newest from now on; the newest until now is read beside it, what was before that is gone. */
  put(name: string, value: string): Promise<void>;
}

/** Where this home is and how people sign in to it. */
export interface Site {
  facts(): SiteFacts;
}

export interface Letter {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The same when the same letter is sent again. */
  id: string;
}
/**
 * `sent`: a mail server has taken it. `refused`: it never will, for this address or this letter. `off`: this home sends no
 * mail. Throws Exhausted when too much was sent, Unavailable when the way there or what it needs is missing: later it may go.
 */
export interface Mail {
  send(letter: Letter): Promise<'sent' | 'refused' | 'off'>;
}

/** Amazon SNS, as far as somebody needs it who is sent to. */
export interface Topics {
  /**
   * Whether SNS itself signed this; otherwise what speaks against it. Throws Unavailable when that cannot be said now, and
   * Exhausted when too many certificates were asked for: the same message passes later.
   */
  verify(message: TopicMessage): Promise<'genuine' | 'address' | 'certificate' | 'signature'>;
  /** Accepts what a genuine SubscriptionConfirmation offers. Throws Impossible when SNS takes its token no longer. */
  confirm(message: TopicMessage): Promise<void>;
}

/** Authenticated encryption at rest; `context` must be equal for sealing and opening. */
export interface Sealer {
  seal(plain: string, context: string): Promise<string>;
  open(sealed: string, context: string): Promise<string>;
}

/** The sockets of those who watch, by the name each got when it was opened. */
export interface Live {
  /** `sent` says that it is on its way. `gone`: there is no such socket, not yet or no more. Throws what may pass. */
  push(connection: string, frame: string): Promise<'sent' | 'gone'>;
  /** Ends a socket; one that is gone stays gone. */
  close(connection: string): Promise<void>;
}

/** A copy of every log entry in hands that can only add. */
export interface AuditTrail {
  /** Idempotent. Throws Conflict when another entry stands in this one's place: one of both was changed. */
  append(entry: LogEntry): Promise<void>;
}
