import type { Json } from '../../contracts/json.ts';
import { type LogDraft, LogEntry } from '../../contracts/log.ts';
import { LogHead } from '../../contracts/stored.ts';
import { digestOf } from './digest.ts';

const zero = '0'.repeat(64);

/** The next entry of a chain: numbered, tied to the entry before by its hash, sealed by its own. */
export function nextEntry(
  place: { tenant: string; incident: string },
  last: Pick<LogEntry, 'seq' | 'hash'> | undefined,
  draft: LogDraft,
): LogEntry {
  // A text cut through the middle of a character has no RFC 8785 form: it must not keep what happened out of the log.
  const open = wellFormed({ ...draft, ...place, seq: (last?.seq ?? 0) + 1, prev: last?.hash ?? zero });
  return { ...open, hash: digestOf(open) };
}

/** The same value with every lone surrogate as U+FFFD. */
function wellFormed<T extends Json>(value: T): T;
function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map((inner) => wellFormed(inner));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toWellFormed(), wellFormed(inner)]));
}

export type ChainVerdict = { ok: true; entries: number; head: string } | { ok: false; at: number; says: string };

/**
 * Checks a chain with nothing but its entries, in order. `at` is the position (from 1) of the first that does not fit. An end
 * that was cut off is not seen here, nor a chain that somebody wrote anew from its first entry: there is no key in it.
 */
export function verifyChain(entries: readonly unknown[]): ChainVerdict {
  let last: LogEntry | undefined;
  for (const [index, raw] of entries.entries()) {
    const at = index + 1;
    const parsed = LogEntry.safeParse(raw);
    if (!parsed.success) return { ok: false, at, says: 'the entry does not have the shape of a log entry' };
    const { hash, ...open } = parsed.data;
    if (open.seq !== at)
      return { ok: false, at, says: `entry ${at} carries number ${open.seq}: an entry is missing or moved` };
    if (open.prev !== (last?.hash ?? zero))
      return { ok: false, at, says: 'it does not follow from the entry before it' };
    if (last && (open.tenant !== last.tenant || open.incident !== last.incident))
      return { ok: false, at, says: 'it belongs to another incident' };
    if (digestOf(open) !== hash) return { ok: false, at, says: 'its content does not match its hash: it was changed' };
    last = parsed.data;
  }
  return { ok: true, entries: entries.length, head: last?.hash ?? zero };
}

export interface KeptLog {
  tenant: string;
  incident: string;
  entries: readonly unknown[];
  /** As it stands in the store beside the entries; undefined when none stands there. */
  head: unknown;
}
/** Without `at` it is the log as a whole that does not fit. */
export type LogVerdict = ChainVerdict | { ok: false; says: string };

/**
 * Checks a log that must be there: whole, of this incident, and ending where its head says. Whoever can write the store can
 * write entries and head anew; that shows only against a head that was noted elsewhere before.
 */
export function verifyLog({ tenant, incident, entries, head: kept }: KeptLog): LogVerdict {
  const broken = (says: string): LogVerdict => ({ ok: false, says });
  if (entries.length === 0) return broken('its log is missing');
  const chain = verifyChain(entries);
  if (!chain.ok) return chain;
  const first = LogEntry.parse(entries[0]);
  if (first.tenant !== tenant || first.incident !== incident) return broken('its log is that of another incident');
  if (kept === undefined) return broken('its head is missing, so nothing says where the log ends');
  const parsed = LogHead.safeParse(kept);
  if (!parsed.success) return broken('its head does not have the shape of a head');
  const head = parsed.data;
  if (head.tenant !== tenant || head.incident !== incident) return broken('its head is that of another incident');
  const ends = `the log ends at entry ${chain.entries}, its head says ${head.seq}`;
  if (head.seq > chain.entries) return broken(`${ends}: the end was cut off`);
  if (head.seq < chain.entries) return broken(`${ends}: the head was changed, or entries were added past it`);
  if (head.hash !== chain.head)
    return broken(`entry ${head.seq} is not the one its head names: one of both was changed`);
  return chain;
}
