import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Incident } from '../../contracts/incident.ts';
import type { DeadLetter, Slot } from '../../contracts/stored.ts';
import { commitSomewhere } from '../ledger/commit.ts';
import { sha256Hex } from '../ledger/digest.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, create, shapes, upsert } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';
import { incidentIdOf, type QueuedDelivery, type Told } from './arrival.ts';

/**
 * Keeps what an authentic sender sent and nobody could read, and shows it: one visible incident per hook. Most senders drop
 * what was refused, so a vendor's change of shape would otherwise silence production.
 */
export async function openUnreadable(
  ports: Pick<Ports, 'records' | 'objects'>,
  delivery: QueuedDelivery,
  bytes: Uint8Array,
  why: string,
  now: string,
): Promise<Told> {
  const { tenant, hook, source } = delivery;
  const { records } = ports;
  const raw = await ports.objects.put(bytes);
  const key = `unreadable/${hook}`;
  const hash = sha256Hex(utf8ToBytes(key));
  const letter: DeadLetter = {
    id: delivery.id,
    tenant,
    hook,
    source,
    at: delivery.receivedAt,
    contentType: delivery.contentType,
    why,
    raw,
  };

  return commitSomewhere<Told>(records, async () => {
    const slot = await load(records, shapes.slot, keys.slot(tenant, hash));
    const holder = slot && (await load(records, shapes.incident, keys.incident(tenant, slot.value.incident)));
    const joined = holder && holder.value.status === 'escalated' ? holder : undefined;
    const incident = joined?.value.id ?? incidentIdOf(delivery.id, 0);
    const place = { tenant, incident };
    if ((await load(records, shapes.deadLetter, keys.deadLetter(tenant, delivery.id))) !== undefined)
      return { place, change: { output: 'repeated' } };
    const dead = create(shapes.deadLetter, keys.deadLetter(tenant, delivery.id), letter);
    const detail = { why, hook };
    if (joined) {
      const head = { ...joined.value, alerts: joined.value.alerts + 1, updatedAt: now };
      const writes = [dead, change(shapes.incident, joined, head)];
      return {
        place,
        change: { output: 'joined', writes, log: [entry('open-incident', now, 'alert_joined', delivery.id, detail)] },
      };
    }
    const head: Incident = {
      id: incident,
      tenant,
      status: 'escalated',
      reason: `its alarms cannot be read: ${why}`,
      title: `Unreadable alarms from hook ${hook}`,
      source,
      hook,
      cluster: delivery.cluster,
      openedAt: now,
      updatedAt: now,
      alerts: 1,
      dirty: false,
      remediations: [],
    };
    const taken: Slot = { hash, tenant, key, incident, until: now };
    const writes = [
      dead,
      create(shapes.incident, keys.incident(tenant, incident), head),
      upsert(shapes.slot, keys.slot(tenant, hash), slot, taken),
    ];
    const log = [
      entry('open-incident', now, 'incident_opened', delivery.id, detail),
      entry('open-incident', now, 'incident_escalated', delivery.id, detail),
    ];
    return { place, change: { output: 'opened', writes, log } };
  });
}
