import { Fault } from '../../contracts/fault.ts';
import type { Json } from '../../contracts/json.ts';
import type { LogDraft, LogEntry } from '../../contracts/log.ts';
import type { Records, Write } from '../ports.ts';
import { nextEntry } from './chain.ts';
import { keys, partitionOf, prefixes } from './keys.ts';
import { load } from './load.ts';
import { create, readAs, shapes } from './shapes.ts';

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
 * Makes a change true in one transaction: the writes, the log entries chained to what stood last, and the receipt. When
 * somebody else was faster, `decide` is asked again and reads anew, so what is written always rests on what stands.
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
    let last = await lastEntry(records, tenant, incident);
    for (const draft of change.log) {
      last = nextEntry({ tenant, incident }, last, draft);
      writes.push(create(shapes.log, keys.log(tenant, incident, last.seq), last));
    }
  }
  // Whatever changed something is answered from its receipt when it is asked again: a second look might answer otherwise.
  if (receipt !== undefined && writes.length > 0) {
    const done = { id: receipt, tenant, incident, output: change.output };
    writes.push(create(shapes.receipt, keys.receipt(tenant, incident, receipt), done));
  }
  return writes.length === 0 || (await records.write(writes)).ok;
}

async function lastEntry(records: Records, tenant: string, incident: string): Promise<LogEntry | undefined> {
  const page = await records.query({
    pk: partitionOf(tenant, incident),
    prefix: prefixes.log,
    newestFirst: true,
    limit: 1,
  });
  const newest = page.items[0];
  return newest === undefined ? undefined : readAs(shapes.log, newest).value;
}
