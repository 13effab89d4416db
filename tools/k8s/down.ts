import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { endRecorded, hasRecord, isAlive, readRecord } from './processes.ts';

export const DIR_PREFIX = 'mendgate-k8s-';

/**
 * Ends exactly the processes that `up` recorded in `dir`, then removes it; `keep` leaves its files (logs, audit) in place.
 * Does nothing where there is no record. Returns the names of the processes it ended.
 */
export async function down({
  dir,
  keep = false,
}: {
  readonly dir: string;
  readonly keep?: boolean;
}): Promise<string[]> {
  const place = resolve(dir);
  if (!hasRecord(place)) return [];
  const ended = await endRecorded(place);
  if (!keep) rmSync(place, { recursive: true });
  return ended;
}

/**
 * Ends the control planes in the temp folder whose starter was killed before it could end them (a test run that was aborted),
 * and removes their directories. A control plane whose starter lives, or that was started to outlive it, stays.
 */
export async function endStale(root = tmpdir()): Promise<string[]> {
  const places = readdirSync(root)
    .filter((name) => name.startsWith(DIR_PREFIX))
    .map((name) => join(root, name))
    // Anybody may make a directory in the temp folder; only this user's records are believed.
    .filter((place) => existsSync(place) && statSync(place).uid === process.getuid?.() && hasRecord(place));
  const stale = places.filter((place) => {
    const { owner } = readRecord(place);
    return owner !== null && !isAlive(owner);
  });
  for (const place of stale) await down({ dir: place });
  return stale;
}
