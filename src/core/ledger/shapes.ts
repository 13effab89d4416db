import type * as z from 'zod';
import { Hook } from '../../contracts/hook.ts';
import { AlertRecord, EvidenceRecord, FindingRecord, Incident } from '../../contracts/incident.ts';
import type { Json } from '../../contracts/json.ts';
import { LogEntry } from '../../contracts/log.ts';
import { Decision, EffectRecord, Hold, Proposal, Remediation, Watch } from '../../contracts/remediation.ts';
import {
  Active,
  Anchor,
  Connection,
  DeadLetter,
  Fingerprint,
  Invitation,
  LogHead,
  Notice,
  Once,
  Outbox,
  Owners,
  Person,
  Receipt,
  SettingVersion,
  Slot,
  Socket,
  Stop,
  Ticket,
  Token,
  Trimmed,
  User,
} from '../../contracts/stored.ts';
import type { Item, Key, Write } from '../ports.ts';
import { lists } from './keys.ts';

/** A kind of stored item: its name, the version of its shape, its schema, and the screen list it stands in, if any. */
export interface Shape<T> {
  readonly type: string;
  readonly v: number;
  readonly schema: z.ZodType<T>;
  readonly list?: (value: T) => { list: string; order: string } | undefined;
}
const shape = <T>(type: string, schema: z.ZodType<T>, list?: Shape<T>['list']): Shape<T> => ({
  type,
  v: 1,
  schema,
  ...(list && { list }),
});

/** Every stored shape. A test pins them: changing one means a new version and a migration. */
export const shapes = {
  incident: shape('INC', Incident, (it) => ({ list: lists.incidents(it.tenant), order: it.id })),
  active: shape('ACTIVE', Active, (it) => ({ list: lists.active(it.tenant), order: it.incident })),
  alert: shape('ALERT', AlertRecord),
  evidence: shape('EVID', EvidenceRecord),
  finding: shape('FIND', FindingRecord),
  remediation: shape('REMED', Remediation),
  proposal: shape('PROP', Proposal),
  // Only what waits is listed: a decided hold leaves the list by itself.
  hold: shape('HOLD', Hold, (it) =>
    it.status === 'pending' || it.status === 'info_needed' ? { list: lists.holds(it.tenant), order: it.id } : undefined,
  ),
  decision: shape('DECN', Decision),
  effect: shape('EFFECT', EffectRecord),
  watch: shape('WATCH', Watch),
  outbox: shape('OUTBOX', Outbox, (it) => ({ list: lists.outbox(it.tenant), order: `${it.at}#${it.id}` })),
  notice: shape('NOTE', Notice),
  receipt: shape('DONE', Receipt),
  log: shape('LOG', LogEntry),
  // Listed for the anchor, by when a log last grew. One of an earlier build says no time and is in no list until it grows.
  logHead: shape('LOGHEAD', LogHead, (it) =>
    it.at === undefined ? undefined : { list: lists.logs(it.tenant), order: `${it.at}#${it.incident}` },
  ),
  anchor: shape('ANCHOR', Anchor),
  trimmed: shape('TRIMMED', Trimmed),
  fingerprint: shape('FPRINT', Fingerprint),
  slot: shape('SLOT', Slot),
  setting: shape('SETTING', SettingVersion),
  stop: shape('STOP', Stop),
  once: shape('IDEM', Once),
  deadLetter: shape('DEAD', DeadLetter, (it) => ({ list: lists.deadLetters(it.tenant), order: it.id })),
  user: shape('USER', User, (it) => ({ list: lists.users(it.tenant), order: it.id })),
  person: shape('PERSON', Person),
  invitation: shape('INVITED', Invitation),
  owners: shape('OWNERS', Owners),
  hook: shape('HOOK', Hook, (it) => ({ list: lists.hooks(it.tenant), order: it.id })),
  token: shape('TOKEN', Token, (it) => ({ list: lists.tokens(it.tenant), order: it.sha256 })),
  // Listed for the sweep, soonest over first.
  ticket: shape('TICKET', Ticket, (it) => ({ list: lists.tickets(it.tenant), order: `${it.expiresAt}#${it.sha256}` })),
  connection: shape('CONN', Connection),
  socket: shape('SOCKET', Socket),
} as const;

/** A value as it stands in the store, with the revision a change of it must name. */
export interface Stored<T> {
  key: Key;
  rev: number;
  value: T;
}

/** Reads an item back as what it is. Throws (a defect, not an outcome) when it is not of this shape. */
export function readAs<T>(kind: Shape<T>, item: Item): Stored<T> {
  if (item.type !== kind.type || item.v !== kind.v)
    throw new Error(`item ${item.pk} ${item.sk} is ${item.type} v${item.v}, expected ${kind.type} v${kind.v}`);
  return { key: { pk: item.pk, sk: item.sk }, rev: item.rev, value: kind.schema.parse(item.body) };
}

function itemOf<T>(kind: Shape<T>, key: Key, rev: number, value: T): Item {
  // Values are plain JSON by their schemas; absent optional fields are left out, as JSON does.
  const body = JSON.parse(JSON.stringify(value)) as { [key: string]: Json };
  return { ...key, type: kind.type, v: kind.v, rev, ...kind.list?.(value), body };
}

/** Writes a value where nothing may stand. */
export const create = <T>(kind: Shape<T>, key: Key, value: NoInfer<T>): Write => ({
  put: itemOf(kind, key, 1, value),
  when: 'absent',
});
/** Writes a changed value over exactly the revision that was read. */
export const change = <T>(kind: Shape<T>, stored: Stored<NoInfer<T>>, value: NoInfer<T>): Write => ({
  put: itemOf(kind, stored.key, stored.rev + 1, value),
  when: stored.rev,
});
/** `create` when nothing was read, `change` otherwise. */
export const upsert = <T>(
  kind: Shape<T>,
  key: Key,
  stored: Stored<NoInfer<T>> | undefined,
  value: NoInfer<T>,
): Write => (stored === undefined ? create(kind, key, value) : change(kind, stored, value));
export const remove = <T>(stored: Stored<T>): Write => ({ remove: stored.key, when: stored.rev });
/** Nothing is written, but the transaction fails unless this still stands as it was read. */
export const unchanged = <T>(stored: Stored<T>): Write => ({ check: stored.key, when: stored.rev });
