import { utf8ToBytes } from '@noble/hashes/utils.js';
import { plusSeconds } from '../../contracts/instant.ts';
import { liveLimits } from '../../contracts/live.ts';
import { sha256Hex } from '../ledger/digest.ts';
import { keys } from '../ledger/keys.ts';
import { create, shapes } from '../ledger/shapes.ts';
import { handlers, ok, personOf } from './route.ts';

/**
 * A browser's WebSocket carries no header of ours, so it proves itself by what it was given a moment before. The ticket is in
 * an address, where logs could see it: therefore a minute, and once. Kept is only its hash.
 */
export const liveTickets = handlers('live-tickets', {
  'make-live-ticket': async ({ clock, ids, records }, request) => {
    const { tenant, id: user } = personOf(request);
    const ticket = ids.secret();
    const sha256 = sha256Hex(utf8ToBytes(ticket));
    const expiresAt = plusSeconds(clock.now(), liveLimits.ticketSeconds);
    await records.write([
      create(shapes.ticket, keys.ticket(sha256), { sha256, purpose: 'live', tenant, user, expiresAt }),
    ]);
    return ok({ ticket, expiresAt });
  },
});
