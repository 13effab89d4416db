import { type Instant, plusSeconds } from '../../contracts/instant.ts';
import type { LogDraft } from '../../contracts/log.ts';
import type { LogHead } from '../../contracts/stored.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys, lists, tenantLog } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { readAs, shapes, upsert } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';

/** Heads in one entry: some 110 KB of text, where a record may have 300. */
const inOneEntry = 1000;
/** As many as one transaction takes; what is above waits for the next day. */
const atMost = 20 * inOneEntry;
/** A step may write with the time it was entered at: so far behind the last anchor heads are looked at again. */
const overlapSeconds = 86_400;

/**
 * Once a day: the end of every log that grew since the last time is written into the tenant's own log. Whoever cuts the end off
 * an incident's log, or writes it anew, has to write the tenant's anew as well from there on; and people need to note one head
 * elsewhere instead of all. The first time only says from when on. True when something was anchored.
 */
export async function anchorLogs(records: Records, tenant: string, now: Instant): Promise<boolean> {
  const day = now.slice(0, 10);
  const key = keys.anchor(tenant);
  const last = await load(records, shapes.anchor, key);
  if (last !== undefined && last.value.day >= day) return false;
  const heads =
    last === undefined ? [] : await grownSince(records, tenant, plusSeconds(last.value.at, -overlapSeconds));
  return commit<boolean>(records, { tenant, incident: tenantLog }, async () => {
    const standing = await load(records, shapes.anchor, key);
    if (standing !== undefined && standing.value.day >= day) return { output: false };
    return {
      output: heads.length > 0,
      writes: [upsert(shapes.anchor, key, standing, { tenant, day, at: now })],
      log: draftsOf(heads, day, now),
    };
  });
}

function draftsOf(heads: readonly LogHead[], day: string, now: Instant): LogDraft[] {
  const drafts: LogDraft[] = [];
  for (let at = 0; at < heads.length; at += inOneEntry) {
    const part = heads.slice(at, at + inOneEntry).map(({ incident, seq, hash }) => [incident, { seq, hash }] as const);
    drafts.push(entry('sweep', now, 'logs_anchored', day, { heads: Object.fromEntries(part) }));
  }
  return drafts;
}

/** From the index, newest first: it lags behind by less than what is looked at twice. */
async function grownSince(records: Records, tenant: string, since: Instant): Promise<LogHead[]> {
  const heads: LogHead[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.browse({
      list: lists.logs(tenant),
      newestFirst: true,
      limit: 500,
      ...(cursor !== undefined && { cursor }),
    });
    for (const item of page.items) {
      const head = readAs(shapes.logHead, item).value;
      if (head.at === undefined || head.at < since || heads.length >= atMost) return heads;
      // Its own chain holds the anchors together.
      if (head.incident !== tenantLog) heads.push(head);
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
  return heads;
}
