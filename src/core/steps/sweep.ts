import * as z from 'zod';
import { asFault } from '../../contracts/fault.ts';
import { plusSeconds } from '../../contracts/instant.ts';
import type { Outbox } from '../../contracts/stored.ts';
import { handOver } from '../incident/abandoned.ts';
import { anchorLogs } from '../incident/anchor-logs.ts';
import { type Trimmed, trimEnded } from '../incident/trim-ended.ts';
import { lists } from '../ledger/keys.ts';
import { readAs, remove, shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';
import { deliverOutbox } from './deliver-outbox.ts';
import { step } from './step.ts';

/** Younger than this is still on its normal way. */
const graceSeconds = 60;

const mailIsDown: ReadonlySet<string> = new Set(['Unavailable', 'Exhausted']);

/**
 * The net under everything: delivers outbox rows that were left, and hands to people every incident whose machine is gone.
 * It finds by an index, which may lag, and decides by reading. Once a day it anchors the logs, once an hour it lets go of
 * what nobody needs any more.
 */
export const sweep = step({
  id: 'sweep',
  name: 'Sweep',
  input: z.strictObject({ tenant: z.string() }),
  async run(ports, { tenant }) {
    const { records } = ports;
    const now = ports.clock.now();
    const before = plusSeconds(now, -graceSeconds);
    // One row or incident that cannot be handled must not hold up those behind it; it is told of when all had their turn.
    const failed: unknown[] = [];
    const attempt = async (work: () => Promise<boolean>): Promise<number> => {
      try {
        return (await work()) ? 1 : 0;
      } catch (thrown) {
        failed.push(thrown);
        return 0;
      }
    };
    let delivered = 0;
    const deliver = async ({ incident, id }: Outbox): Promise<boolean> => {
      await deliverOutbox.run(ports, { tenant, incident, id });
      return true;
    };
    const asks: Outbox[] = [];
    for await (const item of all(records, lists.outbox(tenant))) {
      delivered += await attempt(async () => {
        // Read in here: a row of a shape this build does not know must not hold up the others either.
        const row = readAs(shapes.outbox, item).value;
        if (row.at > before) return false;
        if (row.kind !== 'ask') return deliver(row);
        asks.push(row);
        return false;
      });
    }
    let escalated = 0;
    for await (const item of all(records, lists.active(tenant))) {
      const why = 'its workflow ended without an answer: please look';
      escalated += await attempt(async () => {
        const { incident, since } = readAs(shapes.active, item).value;
        return since <= before && handOver(ports, { tenant, incident, now, why, by: 'sweep' });
      });
    }
    await attempt(() => forgetTickets(records, tenant, now));
    await attempt(() => anchorLogs(records, tenant, now));
    // Last, for mail servers may be slow; and when one does not answer, the other letters wait for the next time.
    for (const row of asks) {
      const before = failed.length;
      delivered += await attempt(() => deliver(row));
      if (failed.slice(before).some((thrown) => mailIsDown.has(asFault(thrown).word))) break;
    }
    const last: { trimmed?: Trimmed } = {};
    await attempt(async () => {
      const trimmed = await trimEnded(ports, tenant, now);
      if (trimmed !== undefined) last.trimmed = trimmed;
      return trimmed !== undefined;
    });
    if (failed.length > 0) throw failed[0];
    return { delivered, escalated, ...last };
  },
});

/** Tickets nobody used: their time is over, so nobody can. The list begins with those that were over first. */
async function forgetTickets(records: Records, tenant: string, now: string): Promise<boolean> {
  for await (const item of all(records, lists.tickets(tenant))) {
    const ticket = readAs(shapes.ticket, item);
    if (ticket.value.expiresAt > now) break;
    await records.write([remove(ticket)]);
  }
  return true;
}

async function* all(records: Records, list: string) {
  let cursor: string | undefined;
  do {
    const page = await records.browse({ list, limit: 100, ...(cursor !== undefined && { cursor }) });
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
