import { connectionsOf, prefixes } from '../ledger/keys.ts';
import { loadAll } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';
import { endConnection } from './end-connection.ts';

/** Takes everybody off a tenant's list: for whoever held the sockets and has just begun anew, without any. */
export async function forgetConnections(records: Records, tenant: string): Promise<void> {
  const listed = await loadAll(records, shapes.connection, connectionsOf(tenant), prefixes.connection);
  for (const one of listed) await endConnection(records, one);
}
