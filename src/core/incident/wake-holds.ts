import type { Outbox } from '../../contracts/stored.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { load, loadAll } from '../ledger/load.ts';
import { shapes, upsert } from '../ledger/shapes.ts';
import type { Records, Write } from '../ports.ts';
import { callbackIdOf } from './hold-ids.ts';

/**
 * With the last alarm of an incident resolved, the machines that wait for people are woken to look again: what they ask
 * about may be over. Nothing when other alarms still fire.
 */
export async function wakeHolds(
  records: Records,
  parts: { tenant: string; incident: string; except: string; now: string },
): Promise<Write[]> {
  const { tenant, incident, except, now } = parts;
  const pk = partitionOf(tenant, incident);
  const alerts = await loadAll(records, shapes.alert, pk, prefixes.alert);
  if (alerts.some(({ value }) => value.id !== except && value.resolvedAt === undefined)) return [];
  const holds = await loadAll(records, shapes.hold, pk, prefixes.hold);
  return Promise.all(
    holds
      .filter(({ value }) => value.status === 'pending' || value.status === 'info_needed')
      .map(async ({ value }) => {
        const id = callbackIdOf(value.id);
        const key = keys.outbox(tenant, incident, id);
        const row: Outbox = { kind: 'callback', id, tenant, incident, at: now, hold: value.id };
        return upsert(shapes.outbox, key, await load(records, shapes.outbox, key), row);
      }),
  );
}
