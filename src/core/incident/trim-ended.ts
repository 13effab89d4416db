import { asFault } from '../../contracts/fault.ts';
import type { Incident } from '../../contracts/incident.ts';
import { type Instant, plusSeconds } from '../../contracts/instant.ts';
import { keys, lists, partitionOf, prefixes } from '../ledger/keys.ts';
import { load, loadAll } from '../ledger/load.ts';
import { readAs, remove, shapes, upsert } from '../ledger/shapes.ts';
import type { Page, Ports, Records } from '../ports.ts';

/** Of one sweep: the work of a long past must not hold up that of the last minute. */
const incidentsAtOnce = 10;
const writesAtOnce = 100;
const daySeconds = 86_400;

/**
 * What ended at `before` or earlier serves nobody any more. `worlds` are the digests of what was read of clusters for the
 * incidents trimmed now: whoever keeps those bytes may drop them.
 */
export type Trimmed = { before: Instant; worlds: string[] };

/**
 * Lets go, once an hour, of what only served the work on incidents that have long ended: the receipts of their steps, and the
 * worlds they looked at. What happened and who allowed it stays: log, alarms as they came, findings, plans, decisions, effects. Undefined
 * when it is not the hour, or when no setting says how long things are kept.
 */
export async function trimEnded(
  { records, settings }: Pick<Ports, 'records' | 'settings'>,
  tenant: string,
  now: Instant,
): Promise<Trimmed | undefined> {
  // No note of the last time is needed: the sweep comes every minute, and an hour that was missed is made good by the next.
  if (now.slice(14, 16) !== '00') return undefined;
  const { keepDays } = (await settings.read(tenant, 'workflow')).value;
  if (keepDays === undefined) return undefined;
  const before = plusSeconds(now, -keepDays * daySeconds);
  const key = keys.trimmed(tenant);
  const reached = await load(records, shapes.trimmed, key);
  const page = await oldestFrom(records, tenant, reached?.value.cursor);
  const incidents = page.items.map((item) => readAs(shapes.incident, item).value);
  const old = incidents.filter(({ openedAt }) => openedAt <= before);
  const worlds: string[] = [];
  for (const incident of old) worlds.push(...(await trim(records, incident, before)));
  // Not past one that is too young: its time comes. One that is still at work after so long is passed by and stays as it is.
  if (page.cursor !== undefined && old.length === incidents.length)
    await records.write([upsert(shapes.trimmed, key, reached, { tenant, cursor: page.cursor })]);
  return { before, worlds };
}

/** Incidents in the order they were opened in, from where the last page ended; from the beginning when that place is lost. */
async function oldestFrom(records: Records, tenant: string, cursor: string | undefined): Promise<Page> {
  const ask = { list: lists.incidents(tenant), limit: incidentsAtOnce };
  if (cursor === undefined) return records.browse(ask);
  try {
    return await records.browse({ ...ask, cursor });
  } catch (thrown) {
    // Written by a build whose cursors looked otherwise. What was trimmed before is found trimmed.
    if (asFault(thrown).word !== 'Malformed') throw thrown;
    return records.browse(ask);
  }
}

async function trim(records: Records, incident: Incident, before: Instant): Promise<string[]> {
  const { tenant, id } = incident;
  const pk = partitionOf(tenant, id);
  // The list may lag: what it found is decided by reading.
  const head = await load(records, shapes.incident, keys.incident(tenant, id));
  const active = await load(records, shapes.active, keys.active(tenant, id));
  if (head === undefined || head.value.updatedAt > before || active !== undefined) return [];
  const receipts = await loadAll(records, shapes.receipt, pk, prefixes.receipt);
  if (receipts.length === 0) return [];
  const worlds = (await loadAll(records, shapes.log, pk, prefixes.log)).flatMap(({ value: { event, detail } }) => {
    const sha256 =
      event === 'evidence_collected' ? detail.sha256 : event === 'claims_reproved' ? detail.evidence : undefined;
    return typeof sha256 === 'string' ? [sha256] : [];
  });
  for (let at = 0; at < receipts.length; at += writesAtOnce)
    await records.write(receipts.slice(at, at + writesAtOnce).map(remove));
  return worlds;
}
