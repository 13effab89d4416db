import { asFault } from '../contracts/fault.ts';
import type { LogEntry } from '../contracts/log.ts';
import type { Client } from './client.ts';
import type { ShownLog } from './shown.ts';

/** Reads logs on from where it stopped: each entry once, in the order of its log, whoever said that there is more. */
export interface LogReader {
  knows(incident: string): boolean;
  /** Nothing up to this entry is to be told. */
  skipTo(incident: string, seq: number): void;
  readOn(client: Client, incident: string): Promise<void>;
}

export function logReader(tell: (entry: LogEntry) => void): LogReader {
  const seen = new Map<string, number>();
  return {
    knows: (incident) => seen.has(incident),
    skipTo: (incident, seq) => void seen.set(incident, seq),
    async readOn(client, incident) {
      for (;;) {
        const { items, cursor } = await logPage(client, incident, seen.get(incident) ?? 0, 200);
        for (const entry of items) {
          seen.set(incident, entry.seq);
          tell(entry);
        }
        if (cursor === null) return;
      }
    },
  };
}

/** The entries above `after`. A log that is not there yet has none. */
export async function logPage(client: Client, incident: string, after: number, limit: number): Promise<ShownLog> {
  const path = `/api/v1/incidents/${encodeURIComponent(incident)}/log?after=${after}&limit=${limit}`;
  try {
    return await client.get<ShownLog>(path);
  } catch (thrown) {
    if (asFault(thrown).word === 'NotFound') return { items: [], cursor: null, seq: 0 };
    throw thrown;
  }
}
