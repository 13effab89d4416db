import * as z from 'zod';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { remove, shapes } from '../ledger/shapes.ts';
import { endConnection } from '../live/end-connection.ts';
import { step } from './step.ts';

/** A socket has ended: its connection leaves the list. One that is not known left it before. */
export const liveDisconnect = step({
  id: 'live-disconnect',
  name: 'Live disconnect',
  input: z.strictObject({ connection: z.string().min(1).max(128) }),
  async run({ records }, { connection }) {
    const socket = await load(records, shapes.socket, keys.socket(connection));
    if (socket === undefined) return { ended: false };
    const { tenant, user, n } = socket.value;
    const listed = await load(records, shapes.connection, keys.connection(tenant, user, n));
    // The place may be another's already: theirs stays.
    if (listed?.value.connection === connection) await endConnection(records, listed);
    else await records.write([remove(socket)]);
    return { ended: true };
  },
});
