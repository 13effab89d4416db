import type { Connection } from '../../contracts/stored.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { remove, type Stored, shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';

/**
 * Takes a connection off the list of those who watch, and its socket's name with it. When somebody else was at it, it is gone
 * or another's by now: both are well.
 */
export async function endConnection(records: Records, ended: Stored<Connection>): Promise<void> {
  const socket = await load(records, shapes.socket, keys.socket(ended.value.connection));
  await records.write([remove(ended), ...(socket === undefined ? [] : [remove(socket)])]);
}
