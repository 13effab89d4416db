import { utf8ToBytes } from '@noble/hashes/utils.js';
import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { plusSeconds } from '../../contracts/instant.ts';
import { liveLimits } from '../../contracts/live.ts';
import type { Connection, Ticket } from '../../contracts/stored.ts';
import { sha256Hex } from '../ledger/digest.ts';
import { connectionsOf, keys, prefixes } from '../ledger/keys.ts';
import { load, loadAll } from '../ledger/load.ts';
import { create, remove, type Stored, shapes, upsert } from '../ledger/shapes.ts';
import { mayWatch } from '../live/may-watch.ts';
import type { Records } from '../ports.ts';
import { step } from './step.ts';

/** Several windows of a person may open at one moment: each overtaken one looks again. */
const triesAtMost = 12;

/**
 * Opens a connection by a ticket: one transaction takes the ticket away and lists the connection, so that a ticket opens one.
 * Throws Unauthorized (no, unknown, used or expired ticket), Forbidden (its person lost their role) or Exhausted (too many).
 */
export const liveConnect = step({
  id: 'live-connect',
  name: 'Live connect',
  input: z.strictObject({
    connection: z.string().min(1).max(128),
    /** As it came: anything. */
    ticket: z.string().optional(),
  }),
  async run({ clock, records }, { connection, ticket }) {
    // Looked at before the store is asked: who sends nonsense costs nothing.
    if (ticket === undefined || !/^[\w-]{20,128}$/.test(ticket)) throw refused('a ticket is missing');
    for (let attempt = 0; attempt < triesAtMost; attempt++) {
      const now = clock.now();
      const found = await ticketOf(records, sha256Hex(utf8ToBytes(ticket)), now);
      const { tenant, user } = found.value;
      const { n, over } = await placeFor(records, found.value, now);
      // A place whose connection is over is taken from it, and with it the name of that socket.
      const old = over && (await load(records, shapes.socket, keys.socket(over.value.connection)));
      const until = plusSeconds(now, liveLimits.connectionSeconds);
      const opened: Connection = { connection, tenant, user, n, since: now, until };
      const written = await records.write([
        remove(found),
        ...(old === undefined ? [] : [remove(old)]),
        upsert(shapes.connection, keys.connection(tenant, user, n), over, opened),
        create(shapes.socket, keys.socket(connection), { connection, tenant, user, n }),
      ]);
      if (written.ok) return { tenant, user, until };
    }
    throw new Fault('Contended', 'too many connect at this moment', 'Try again with a new ticket.');
  },
});

async function ticketOf(records: Records, sha256: string, now: string): Promise<Stored<Ticket>> {
  const found = await load(records, shapes.ticket, keys.ticket(sha256));
  // One that was used and one that never was look alike from here.
  if (found === undefined || found.value.purpose !== 'live') throw refused('this ticket is not known, or was used');
  if (found.value.expiresAt <= now) throw refused('this ticket has expired');
  const madeAt = plusSeconds(found.value.expiresAt, -liveLimits.ticketSeconds);
  const { tenant, user } = found.value;
  const person = await load(records, shapes.user, keys.user(tenant, user));
  if (!mayWatch(person?.value, madeAt))
    throw new Fault('Forbidden', `${user} may not watch`, 'Sign in again, or ask an owner for a role.');
  return found;
}

/** A free place for one more connection of this person, and the connection that stood there until it was over. */
async function placeFor(records: Records, { tenant, user }: Ticket, now: string) {
  const listed = await loadAll(records, shapes.connection, connectionsOf(tenant), prefixes.connection);
  const open = listed.filter(({ value }) => value.until > now);
  if (open.length >= liveLimits.perTenant) throw full('this tenant', liveLimits.perTenant);
  const taken = new Set(open.filter(({ value }) => value.user === user).map(({ value }) => value.n));
  const n = Array.from({ length: liveLimits.perPerson }, (_, at) => at).find((at) => !taken.has(at));
  if (n === undefined) throw full(user, liveLimits.perPerson);
  return { n, over: listed.find(({ value }) => value.user === user && value.n === n) };
}

const refused = (says: string): Fault =>
  new Fault('Unauthorized', says, 'Ask for a new one: POST /api/v1/live/tickets. It opens one connection.');
const full = (who: string, most: number): Fault =>
  new Fault('Exhausted', `${who} has ${most} connections open`, 'Close a window, or look without the live line.');
