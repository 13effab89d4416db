import * as z from 'zod';
import { LogEntry } from '../../contracts/log.ts';
import { announce } from '../live/announce.ts';
import { copyEntry } from '../live/copy-entry.ts';
import { step } from './step.ts';

/**
 * What follows from a committed log entry: the audit gets its copy and everybody who watches hears of it. May be called any
 * number of times for the same entry. It has no function of its own: the one reader of the stream calls it.
 */
export const announceEntry = step({
  id: 'announce-entry',
  name: 'Announce entry',
  input: z.strictObject({ entry: LogEntry }),
  async run(ports, { entry }) {
    // An audit that refuses an entry is loud, but it does not keep people in the dark.
    const [copied, told] = await Promise.allSettled([
      copyEntry(ports, entry, ports.clock.now()),
      announce(ports, entry),
    ]);
    if (copied.status === 'rejected') throw copied.reason;
    if (told.status === 'rejected') throw told.reason;
    return { copied: copied.value, ...told.value };
  },
});
