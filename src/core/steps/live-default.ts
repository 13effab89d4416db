import * as z from 'zod';
import { liveLimits } from '../../contracts/live.ts';
import { step } from './step.ts';

/** What a client said. It may ask whether the line is there; whoever says anything else speaks another language and is hung up on. */
export const liveDefault = step({
  id: 'live-default',
  name: 'Live default',
  input: z.strictObject({
    connection: z.string().min(1).max(128),
    /** The text that came; undefined for what was none. */
    text: z.string().optional(),
  }),
  async run({ live }, { connection, text }) {
    if (text === liveLimits.ping) {
      await live.push(connection, liveLimits.pong);
      return { closed: false };
    }
    await live.close(connection);
    return { closed: true };
  },
});
