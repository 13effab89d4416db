import { Fault } from '../../contracts/fault.ts';
import type { Json } from '../../contracts/json.ts';
import type { LogDraft } from '../../contracts/log.ts';
import type { Records, Write } from '../ports.ts';
import { nextEntry } from './chain.ts';
import { keys } from './keys.ts';
import { load } from './load.ts';
import { create, shapes, upsert } from './shapes.ts';

/** What a story wants to become true: its answer, what it changes, and what it puts into the incident's log. */
export interface Change<T extends Json> {
  output: T;
  writes?: Write[];
  log?: LogDraft[];
}

export interface Place {
  tenant: string;
  incident: string;
  /** Names this piece of work: done once, it is answered from its receipt ever after. */
  receipt?: string;
}

const triesAtMost = 12;

/**
 * Makes a change true in one transaction: the writes, the log entries chained to its head, the head moved to the last of
 * them, and the receipt; at most 100 in all (Fault TooLarge), of which head and receipt take one each. When somebody else
 * was faster, `decide` is asked again and reads anew, so what is written always rests on what stands.
 */
export async function commit<T extends Json>(
  records: Records,
  place: Place,
  decide: () => Promise<Change<T>>,
): Promise<T> {
  for (let attempt = 0; attempt < triesAtMost; attempt++) {
    const done = await answeredBefore<T>(records, place);
    if (done !== undefined) return done;
    const change = await decide();
    if (await attemptOnce(records, place, change)) return change.output;
  }
  throw contended(place.incident);
}

/** The same for a story that does not know its incident before it has read: it is asked for place and change together. */
export async function commitSomewhere<T extends Json>(
  records: Records,
  decide: () => Promise<{ place: Place; change: Change<T> }>,
): Promise<T> {
  for (let attempt = 0; attempt < triesAtMost; attempt++) {
    const { place, change } = await decide();
    if (await attemptOnce(records, place, change)) return change.output;
  }
  throw contended('this alarm is about');
}

const contended = (what: string) =>
  new Fault('Contended', `incident ${what} is being changed by many at once`, 'Try again: nothing was written.');

async function answeredBefore<T extends Json>(
  records: Records,
  { tenant, incident, receipt }: Place,
): Promise<T | undefined> {
  if (receipt === undefined) return undefined;
  const done = await load(records, shapes.receipt, keys.receipt(tenant, incident, receipt));
  // The receipt was written by this very step, so it holds this very output type.
  return done?.value.output as T | undefined;
}

async function attemptOnce<T extends Json>(
  records: Records,
  { tenant, incident, receipt }: Place,
  change: Change<T>,
): Promise<boolean> {
  const writes = [...(change.writes ?? [])];
  if (change.log !== undefined && change.log.length > 0) {
    // From the head, not from the entry that stands last: were the end cut off, the gap must stay a gap.
    const at = keys.logHead(tenant, incident);
    const standing = await load(records, shapes.logHead, at);
    let end = standing?.value;
    for (const draft of change.log) {
      const entry = nextEntry({ tenant, incident }, end, draft);
      writes.push(create(shapes.log, keys.log(tenant, incident, entry.seq), entry));
      end = { tenant, incident, seq: entry.seq, hash: entry.hash, at: entry.at };
    }
    if (end !== undefined) writes.push(upsert(shapes.logHead, at, standing, end));
  }
  // Whatever changed something is answered from its receipt when it is asked again: a second look might answer otherwise.
  if (receipt !== undefined && writes.length > 0) {
    const done = { id: receipt, tenant, incident, output: change.output };
    writes.push(create(shapes.receipt, keys.receipt(tenant, incident, receipt), done));
  }
  return writes.length === 0 || (await records.write(writes)).ok;
}
