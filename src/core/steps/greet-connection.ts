import * as z from 'zod';
import type { LiveGreeting } from '../../contracts/live.ts';
import { waitingHolds } from '../incident/find-hold.ts';
import { step } from './step.ts';

/**
 * The first word over a connection that was just opened. It cannot be said while it is being opened: in AWS a socket is there
 * only when the function that lets it in has answered. One that is gone by now is not missed.
 */
export const greetConnection = step({
  id: 'greet-connection',
  name: 'Greet connection',
  input: z.strictObject({ tenant: z.string(), connection: z.string() }),
  async run({ clock, records, live }, { tenant, connection }) {
    const waiting = (await waitingHolds(records, tenant)).length;
    const greeting: LiveGreeting = { event: 'connected', tenant, waiting, at: clock.now() };
    return { told: await live.push(connection, JSON.stringify(greeting)) };
  },
});
