import { frameOf } from '../../contracts/live.ts';
import type { LogEntry } from '../../contracts/log.ts';
import type { Connection } from '../../contracts/stored.ts';
import { connectionsOf, keys, prefixes } from '../ledger/keys.ts';
import { load, loadAll } from '../ledger/load.ts';
import { type Stored, shapes } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';
import { endConnection } from './end-connection.ts';
import { isOpening } from './is-opening.ts';
import { mayWatch } from './may-watch.ts';

export interface Announced {
  sent: number;
  /** Taken off the list: no such socket, over, or no longer allowed to watch. */
  ended: number;
  /** Not reached now and kept: the next frame shows them the gap. */
  missed: number;
  /** Why the first of them was missed. */
  why?: string;
}

/**
 * Tells everybody who watches a tenant of one committed entry. A line that does not work is never a reason to fail: what was
 * committed stands in the log, and clients read on from their last number.
 */
export async function announce(ports: Pick<Ports, 'clock' | 'records' | 'live'>, entry: LogEntry): Promise<Announced> {
  const { records, live } = ports;
  const listed = await loadAll(records, shapes.connection, connectionsOf(entry.tenant), prefixes.connection);
  if (listed.length === 0) return { sent: 0, ended: 0, missed: 0 };
  const now = ports.clock.now();
  const allowed = await allowedAmong(ports, listed);
  const frame = frameOf(entry);
  const ends = await Promise.all(listed.map((one) => tell(one)));
  const missed = ends.filter((end) => typeof end === 'object');
  return {
    sent: ends.filter((end) => end === 'sent').length,
    ended: ends.filter((end) => end === 'ended').length,
    missed: missed.length,
    ...(missed[0] && { why: missed[0].missed }),
  };

  async function tell(one: Stored<Connection>): Promise<'sent' | 'ended' | { missed: string }> {
    const { connection, until } = one.value;
    try {
      if (until <= now || !allowed.has(connection)) {
        await endConnection(records, one);
        await live.close(connection);
        return 'ended';
      }
      if ((await live.push(connection, frame)) === 'sent') return 'sent';
      // Whoever opens one reads what came before: a frame it could not get yet is not missed.
      if (isOpening(one.value, now)) return { missed: 'it is just being opened' };
      await endConnection(records, one);
      return 'ended';
    } catch (thrown) {
      return { missed: thrown instanceof Error ? thrown.message : String(thrown) };
    }
  }
}

/** The names of connections whose person may watch. Each is asked about once, however many windows they have open. */
async function allowedAmong(
  { records }: Pick<Ports, 'records'>,
  listed: readonly Stored<Connection>[],
): Promise<Set<string>> {
  const people = new Map(listed.map(({ value }) => [value.user, value.tenant]));
  const known = await Promise.all(
    [...people].map(
      async ([user, tenant]) => [user, await load(records, shapes.user, keys.user(tenant, user))] as const,
    ),
  );
  const users = new Map(known);
  const allowed = listed.filter(({ value }) => mayWatch(users.get(value.user)?.value, value.since));
  return new Set(allowed.map(({ value }) => value.connection));
}
