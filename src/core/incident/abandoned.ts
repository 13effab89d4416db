import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { load, loadAll } from '../ledger/load.ts';
import { change, remove, shapes } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';
import { withdrawHolds } from './withdraw-holds.ts';

type Use = Pick<Ports, 'records' | 'workflows'>;

/** No machine of the incident runs, and none is about to: whatever should move it will not. */
async function isAbandoned({ records, workflows }: Use, tenant: string, incident: string): Promise<boolean> {
  const pk = partitionOf(tenant, incident);
  // A callback wakes a machine that is there; only a start makes one.
  const rows = await loadAll(records, shapes.outbox, pk, prefixes.outbox);
  if (rows.some(({ value }) => value.kind === 'start')) return false;
  if ((await workflows.status('investigation', incident)) === 'running') return false;
  for (const { value } of await loadAll(records, shapes.remediation, pk, prefixes.remediation))
    if (value.status !== 'ended' && (await workflows.status('remediation', value.id)) === 'running') return false;
  return true;
}

/** Hands an incident that nothing moves any more to people. False when something still does, or it ended by itself. */
export async function handOver(
  ports: Use,
  parts: { tenant: string; incident: string; now: string; why: string; by: 'sweep' | 'take-failed-execution' },
): Promise<boolean> {
  const { tenant, incident, now, why, by } = parts;
  if (!(await isAbandoned(ports, tenant, incident))) return false;
  const { records } = ports;
  return commit<boolean>(records, { tenant, incident }, async () => {
    const active = await load(records, shapes.active, keys.active(tenant, incident));
    const head = await load(records, shapes.incident, keys.incident(tenant, incident));
    if (active === undefined || head === undefined) return { output: false };
    const next = { ...head.value, status: 'escalated' as const, reason: why, updatedAt: now };
    return {
      output: true,
      writes: [
        remove(active),
        change(shapes.incident, head, next),
        ...(await withdrawHolds(records, { tenant, incident, now })),
      ],
      log: [entry(by, now, 'incident_escalated', incident, { reason: why })],
    };
  });
}
