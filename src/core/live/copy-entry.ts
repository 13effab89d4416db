import { asFault, faults } from '../../contracts/fault.ts';
import type { Instant } from '../../contracts/instant.ts';
import type { LogEntry } from '../../contracts/log.ts';
import type { Outbox } from '../../contracts/stored.ts';
import { keys } from '../ledger/keys.ts';
import { create, shapes } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';

/**
 * Copies one entry to the audit. What cannot be copied now is written down as owed, so that an audit that is away for hours
 * loses nothing and holds nobody up: the sweep tries it every minute. Throws what will not pass by itself, Conflict first of all.
 */
export async function copyEntry(
  { records, audit }: Pick<Ports, 'records' | 'audit'>,
  entry: LogEntry,
  now: Instant,
): Promise<'copied' | 'owed'> {
  try {
    await audit.append(entry);
    return 'copied';
  } catch (thrown) {
    if (!faults[asFault(thrown).word].retryable) throw thrown;
    const { tenant, incident, seq } = entry;
    const row: Outbox = { kind: 'copy', id: `copy-${seq}`, tenant, incident, at: now, seq };
    // Refused: it is owed already.
    await records.write([create(shapes.outbox, keys.outbox(tenant, incident, row.id), row)]);
    return 'owed';
  }
}
