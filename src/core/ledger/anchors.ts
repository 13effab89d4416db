import * as z from 'zod';
import { LogEntry } from '../../contracts/log.ts';

const Heads = z.record(z.string(), z.object({ seq: z.int().min(1), hash: z.string() }));

export interface AnchorVerdict {
  incident: string;
  says: string;
}

/**
 * Holds a tenant's logs against the anchors in its own log, which must have been found whole. `entriesOf` gives the entries of
 * an incident in their order; undefined for one that is not there to be checked. An entry never changes, so an old anchor is
 * as good as a new one.
 */
export function verifyAnchors(
  tenantEntries: readonly unknown[],
  entriesOf: (incident: string) => readonly unknown[] | undefined,
): AnchorVerdict[] {
  const wrong = new Map<string, AnchorVerdict>();
  for (const raw of tenantEntries) {
    const parsed = LogEntry.safeParse(raw);
    if (!parsed.success || parsed.data.event !== 'logs_anchored') continue;
    const day = parsed.data.about;
    for (const [incident, { seq, hash }] of Object.entries(Heads.safeParse(parsed.data.detail.heads).data ?? {})) {
      const entries = entriesOf(incident);
      if (entries === undefined || wrong.has(incident)) continue;
      const stands = LogEntry.safeParse(entries[seq - 1]).data;
      if (stands === undefined)
        wrong.set(incident, { incident, says: `on ${day} its log had ${seq} entries: the end was cut off` });
      else if (stands.hash !== hash)
        wrong.set(incident, { incident, says: `entry ${seq} is not the one that stood there on ${day}` });
    }
  }
  return [...wrong.values()];
}
