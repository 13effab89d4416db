import * as z from 'zod';
import { plusSeconds } from '../../contracts/instant.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys, lists, partitionOf, prefixes } from '../ledger/keys.ts';
import { load, loadAll } from '../ledger/load.ts';
import { change, readAs, remove, shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';
import { deliverOutbox } from './deliver-outbox.ts';
import { step, type Uses } from './step.ts';

/** Younger than this is still on its normal way. */
const graceSeconds = 60;

/**
 * The net under everything: delivers outbox rows that were left, and hands to people every incident whose machine is gone.
 * It finds by an index, which may lag, and decides by reading.
 */
export const sweep = step({
  id: 'sweep',
  name: 'Sweep',
  input: z.strictObject({ tenant: z.string() }),
  async run(ports, { tenant }) {
    const { records } = ports;
    const now = ports.clock.now();
    const before = plusSeconds(now, -graceSeconds);
    let delivered = 0;
    for await (const item of all(records, lists.outbox(tenant))) {
      const row = readAs(shapes.outbox, item).value;
      if (row.at > before) continue;
      await deliverOutbox.run(ports, { tenant, incident: row.incident, id: row.id });
      delivered += 1;
    }
    let escalated = 0;
    for await (const item of all(records, lists.active(tenant))) {
      const { incident, since } = readAs(shapes.active, item).value;
      if (since <= before && (await abandoned(ports, tenant, incident))) {
        await escalate(ports, tenant, incident, now);
        escalated += 1;
      }
    }
    return { delivered, escalated };
  },
});

async function* all(records: Records, list: string) {
  let cursor: string | undefined;
  do {
    const page = await records.browse({ list, limit: 100, ...(cursor !== undefined && { cursor }) });
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** No machine of the incident runs, and none is about to: whatever should move it will not. */
async function abandoned({ records, workflows }: Uses<'sweep'>, tenant: string, incident: string): Promise<boolean> {
  const starts = await loadAll(records, shapes.outbox, partitionOf(tenant, incident), prefixes.outbox);
  if (starts.length > 0) return false;
  if ((await workflows.status('investigation', incident)) === 'running') return false;
  const remediations = await loadAll(records, shapes.remediation, partitionOf(tenant, incident), prefixes.remediation);
  for (const { value } of remediations) {
    if (value.status !== 'ended' && (await workflows.status('remediation', value.id)) === 'running') return false;
  }
  return true;
}

async function escalate({ records }: Uses<'sweep'>, tenant: string, incident: string, now: string): Promise<void> {
  await commit(records, { tenant, incident }, async () => {
    const active = await load(records, shapes.active, keys.active(tenant, incident));
    const head = await load(records, shapes.incident, keys.incident(tenant, incident));
    // Ended by itself since we looked: nothing to say.
    if (active === undefined || head === undefined) return { output: null };
    const reason = 'its workflow ended without an answer: please look';
    return {
      output: null,
      writes: [
        remove(active),
        change(shapes.incident, head, { ...head.value, status: 'escalated', reason, updatedAt: now }),
      ],
      log: [entry('sweep', now, 'incident_escalated', incident, { reason })],
    };
  });
}
