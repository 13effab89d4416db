import * as z from 'zod';
import type { LiveGreeting } from '../../contracts/live.ts';
import { waitingHolds } from '../incident/find-hold.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import { isOpening } from '../live/is-opening.ts';
import { step } from './step.ts';

/**
 * The first word over a connection that was just opened. It cannot be said while it is being opened: in AWS a socket is there
 * only when the function that lets it in has answered. `opening` says that it may be there in a moment; who is gone is not missed.
 */
export const greetConnection = step({
  id: 'greet-connection',
  name: 'Greet connection',
  input: z.strictObject({ tenant: z.string(), user: z.string(), n: z.int(), connection: z.string() }),
  async run({ clock, records, live }, { tenant, user, n, connection }) {
    const listed = await load(records, shapes.connection, keys.connection(tenant, user, n));
    const at = clock.now();
    if (listed?.value.connection !== connection || !isOpening(listed.value, at)) return { told: 'over' as const };
    const waiting = (await waitingHolds(records, tenant)).length;
    const greeting: LiveGreeting = { event: 'connected', tenant, waiting, at };
    const told = await live.push(connection, JSON.stringify(greeting));
    return { told: told === 'sent' ? ('sent' as const) : ('opening' as const) };
  },
});
