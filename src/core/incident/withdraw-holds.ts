import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { load, loadAll } from '../ledger/load.ts';
import { change, remove, shapes } from '../ledger/shapes.ts';
import type { Records, Write } from '../ports.ts';
import { callbackIdOf } from './hold-ids.ts';
import { toBeTold } from './people-to-tell.ts';

/**
 * What must be written when the machines behind holds are no more: an unsettled hold is withdrawn, so that nobody says yes to
 * something that cannot run, and its callback goes. Of one remediation, or of the whole incident.
 */
export async function withdrawHolds(
  records: Records,
  { tenant, incident, remediation, now }: { tenant: string; incident: string; remediation?: string; now: string },
): Promise<Write[]> {
  const holds = await loadAll(records, shapes.hold, partitionOf(tenant, incident), prefixes.hold);
  const open = holds.filter(
    ({ value }) => !value.settled && (remediation === undefined || value.remediation === remediation),
  );
  const writes = await Promise.all(
    open.map(async (hold) => {
      const waits = hold.value.status === 'pending' || hold.value.status === 'info_needed';
      const status = waits ? ('withdrawn' as const) : hold.value.status;
      const callback = await load(records, shapes.outbox, keys.outbox(tenant, incident, callbackIdOf(hold.value.id)));
      return [
        change(shapes.hold, hold, { ...hold.value, status, settled: true }),
        ...(callback ? [remove(callback)] : []),
        ...(waits ? await toBeTold(records, hold.value, now, 'ended') : []),
      ];
    }),
  );
  return writes.flat();
}
