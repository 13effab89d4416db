import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { AlertRecord, Incident } from '../../contracts/incident.ts';
import { plusSeconds } from '../../contracts/instant.ts';
import type { Fingerprint, Outbox, Slot } from '../../contracts/stored.ts';
import { slotOf } from '../intake/slot.ts';
import { commitSomewhere } from '../ledger/commit.ts';
import { derivedId, sha256Hex } from '../ledger/digest.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, create, shapes, unchanged, upsert } from '../ledger/shapes.ts';
import type { Ports, Write } from '../ports.ts';
import { type Arrival, incidentIdOf, isLive, type Told, withNews } from './arrival.ts';

/**
 * Opens an incident for an alert not seen before, or lets it join one. The slot decides: two alerts of one storm want the
 * same slot, and only one transaction gets it; the other reads again and joins.
 */
export async function placeAlert(
  ports: Pick<Ports, 'records' | 'objects' | 'settings'>,
  arrival: Arrival,
): Promise<Told> {
  const { delivery, alert, hash, mark, now } = arrival;
  const { tenant } = delivery;
  const { records } = ports;
  const raw = await ports.objects.put(arrival.bytes);
  const workflow = (await ports.settings.read(tenant, 'workflow')).value;
  const key = slotOf(alert.cluster ?? delivery.cluster, alert);
  const slotHash = sha256Hex(utf8ToBytes(key));

  return commitSomewhere<Told>(records, async () => {
    const seen = await load(records, shapes.fingerprint, keys.fingerprint(tenant, hash));
    const slot = await load(records, shapes.slot, keys.slot(tenant, slotHash));
    const holder = slot ? await load(records, shapes.incident, keys.incident(tenant, slot.value.incident)) : undefined;
    // While its holder is being worked on a slot stands, however long that takes; what only waits for people gives it up in time.
    const stands = slot && holder && (slot.value.until > now || holder.value.status !== 'escalated');
    const joined = stands && isLive(holder.value) ? holder : undefined;
    const incident = joined?.value.id ?? incidentIdOf(delivery.id, arrival.ordinal);
    const place = { tenant, incident };
    if (seen?.value.deliveries.includes(mark)) return { place, change: { output: 'repeated' } };

    const id = derivedId(tenant, incident, hash, mark);
    const record: AlertRecord = {
      id,
      alert,
      fingerprint: hash,
      receivedAt: delivery.receivedAt,
      raw,
      contentType: delivery.contentType,
    };
    const until = plusSeconds(now, workflow.dedupeSeconds);
    const fingerprint: Fingerprint = { hash, tenant, incident, alert: id, until, count: 1, deliveries: [mark] };
    const writes = [
      upsert(shapes.fingerprint, keys.fingerprint(tenant, hash), seen, fingerprint),
      create(shapes.alert, keys.alert(tenant, incident, id), record),
    ];
    const detail = { title: alert.title, source: alert.source, slot: key };
    if (joined && slot) {
      // Dirty: what was diagnosed before this alert came is diagnosed again before anyone is asked.
      const head = { ...withNews(joined.value), alerts: joined.value.alerts + 1, updatedAt: now };
      writes.push(unchanged(slot), change(shapes.incident, joined, head));
      return {
        place,
        change: { output: 'joined', writes, log: [entry('open-incident', now, 'alert_joined', id, detail)] },
      };
    }
    const taken: Slot = { hash: slotHash, tenant, key, incident, until: plusSeconds(now, workflow.slotSeconds) };
    writes.push(
      upsert(shapes.slot, keys.slot(tenant, slotHash), slot, taken),
      ...birth(arrival, incident, workflow.settleSeconds),
    );
    return {
      place,
      change: { output: 'opened', writes, log: [entry('open-incident', now, 'incident_opened', id, detail)] },
    };
  });
}

/** What a new incident consists of: its head, the mark that it is active, and the start of its investigation. */
function birth({ delivery, alert, now }: Arrival, id: string, settleSeconds: number): Write[] {
  const { tenant } = delivery;
  const workload = alert.workload ?? alert.service;
  const head: Incident = {
    id,
    tenant,
    status: 'open',
    reason: 'being investigated',
    title: alert.title,
    source: alert.source,
    hook: delivery.hook,
    cluster: alert.cluster ?? delivery.cluster,
    ...(alert.namespace !== undefined && { namespace: alert.namespace }),
    ...(workload !== undefined && { workload }),
    openedAt: now,
    updatedAt: now,
    alerts: 1,
    dirty: false,
    remediations: [],
  };
  const start: Outbox = {
    kind: 'start',
    id: derivedId(id, 'investigation'),
    tenant,
    incident: id,
    at: now,
    machine: 'investigation',
    name: id,
    input: { tenant, incident: id, settleSeconds },
  };
  return [
    create(shapes.incident, keys.incident(tenant, id), head),
    create(shapes.active, keys.active(tenant, id), { tenant, incident: id, since: now }),
    create(shapes.outbox, keys.outbox(tenant, id, start.id), start),
  ];
}
