import * as z from 'zod';
import type { Incident } from '../../contracts/incident.ts';
import { Instant } from '../../contracts/instant.ts';
import type { Fingerprint } from '../../contracts/stored.ts';
import { type Arrival, isLive, QueuedDelivery, type Told, withNews } from '../incident/arrival.ts';
import { openUnreadable } from '../incident/open-unreadable.ts';
import { placeAlert } from '../incident/place-alert.ts';
import { wakeHolds } from '../incident/wake-holds.ts';
import { fromBase64 } from '../intake/base64.ts';
import { fingerprintOf } from '../intake/fingerprint.ts';
import { parseDelivery } from '../intake/parse-delivery.ts';
import { type Change, commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, type Stored, shapes } from '../ledger/shapes.ts';
import { step, type Uses } from './step.ts';

/**
 * Takes one delivery from the queue. Each alert in it opens an incident, joins one, or is counted. The queue may deliver
 * twice: ids come from the delivery, so nothing happens twice.
 */
export const openIncident = step({
  id: 'open-incident',
  name: 'Open incident',
  input: z.strictObject({ delivery: QueuedDelivery, now: Instant }),
  async run(ports, { delivery, now }) {
    const bytes = fromBase64(delivery.bytes);
    if (delivery.unreadable !== undefined)
      return { told: [await openUnreadable(ports, delivery, bytes, delivery.unreadable, now)] };
    const { source, contentType, receivedAt } = delivery;
    const parsed = parseDelivery({ source, bytes, contentType, receivedAt });
    const told: Told[] = [];
    for (const [ordinal, alert] of parsed.alerts.entries()) {
      const hash = fingerprintOf(delivery.tenant, delivery.hook, alert);
      told.push(
        await takeAlert(ports, { delivery, bytes, alert, hash, mark: `${parsed.deliveryId}#${ordinal}`, ordinal, now }),
      );
    }
    return { told };
  },
});

async function takeAlert(ports: Uses<'open-incident'>, arrival: Arrival): Promise<Told> {
  const { delivery, alert, hash, mark, now } = arrival;
  const { tenant } = delivery;
  for (;;) {
    const seen = await load(ports.records, shapes.fingerprint, keys.fingerprint(tenant, hash));
    if (seen === undefined) return alert.status === 'resolved' ? 'ignored' : placeAlert(ports, arrival);
    const head = await load(ports.records, shapes.incident, keys.incident(tenant, seen.value.incident));
    const live = head !== undefined && isLive(head.value);
    // Before anything else: an end that was told once must not end what began again since.
    if (seen.value.deliveries.includes(mark)) return 'repeated';
    if (alert.status === 'resolved') return live ? resolveAlert(ports, seen, head.value, mark, now) : 'ignored';
    if (!live || seen.value.until <= now) return placeAlert(ports, arrival);
    if (await refired(ports, seen, mark, now)) return 'joined';
    // A repeat of a standing alarm costs exactly one write and keeps no bytes: storms are mostly repeats.
    const deliveries = [...seen.value.deliveries, mark].slice(-64);
    const counted = change(shapes.fingerprint, seen, { ...seen.value, count: seen.value.count + 1, deliveries });
    if ((await ports.records.write([counted])).ok) return 'counted';
  }
}

/** An alarm that had ended fires again: that is news, and nothing may be closed as if it had stayed ended. */
async function refired(
  ports: Uses<'open-incident'>,
  seen: Stored<Fingerprint>,
  mark: string,
  now: string,
): Promise<boolean> {
  const { tenant, incident, alert } = seen.value;
  const key = keys.alert(tenant, incident, alert);
  if ((await load(ports.records, shapes.alert, key))?.value.resolvedAt === undefined) return false;
  return commit<boolean>(ports.records, { tenant, incident }, async () => {
    const [record, head, fingerprint] = await Promise.all([
      load(ports.records, shapes.alert, key),
      load(ports.records, shapes.incident, keys.incident(tenant, incident)),
      load(ports.records, shapes.fingerprint, keys.fingerprint(tenant, seen.value.hash)),
    ]);
    if (record?.value.resolvedAt === undefined || head === undefined || fingerprint === undefined)
      return { output: false };
    const { resolvedAt, ...firing } = record.value;
    const deliveries = [...fingerprint.value.deliveries, mark].slice(-64);
    return {
      output: true,
      writes: [
        change(shapes.alert, record, firing),
        change(shapes.incident, head, { ...withNews(head.value), updatedAt: now }),
        change(shapes.fingerprint, fingerprint, {
          ...fingerprint.value,
          count: fingerprint.value.count + 1,
          deliveries,
        }),
      ],
      log: [entry('open-incident', now, 'alert_refired', alert, { title: head.value.title, resolvedAt })],
    };
  });
}

async function resolveAlert(
  ports: Uses<'open-incident'>,
  seen: Stored<Fingerprint>,
  head: Incident,
  mark: string,
  now: string,
): Promise<Told> {
  const { tenant, incident, alert } = seen.value;
  return commit<Told>(ports.records, { tenant, incident }, async (): Promise<Change<Told>> => {
    const [record, fingerprint] = await Promise.all([
      load(ports.records, shapes.alert, keys.alert(tenant, incident, alert)),
      load(ports.records, shapes.fingerprint, keys.fingerprint(tenant, seen.value.hash)),
    ]);
    if (record === undefined || record.value.resolvedAt !== undefined || fingerprint === undefined)
      return { output: 'repeated' };
    const deliveries = [...fingerprint.value.deliveries, mark].slice(-64);
    return {
      output: 'resolved',
      writes: [
        change(shapes.alert, record, { ...record.value, resolvedAt: now }),
        change(shapes.fingerprint, fingerprint, { ...fingerprint.value, deliveries }),
        ...(await wakeHolds(ports.records, { tenant, incident, except: alert, now })),
      ],
      log: [entry('open-incident', now, 'alert_resolved', alert, { title: head.title })],
    };
  });
}
