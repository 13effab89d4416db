import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../adapters/local/database.ts';
import { Fault } from '../../contracts/fault.ts';
import { verifyChain } from '../../core/ledger/chain.ts';

export const verifyEntries = verifyChain;
export const databaseFile = 'mendgate.db';

/** Every chain of a data directory, read from its database alone; works beside a running home and without one. */
export function localChains(data: string): Map<string, unknown[]> {
  const path = join(data, databaseFile);
  if (!existsSync(path))
    throw new Fault(
      'Malformed',
      `there is no Mendgate data in ${data}`,
      'Name the data directory with --data, or give a file.',
    );
  const database = openDatabase(path);
  try {
    const chains = new Map<string, unknown[]>();
    for (const row of database.all<{ pk: string; body: string }>(
      "SELECT pk, body FROM records WHERE type = 'LOG' ORDER BY pk, sk",
    )) {
      const name = row.pk.replace('#INC#', '/');
      let entry: unknown = row.body;
      try {
        entry = JSON.parse(row.body);
      } catch {
        // Damaged bytes are no entry: the chain says so at this place.
      }
      chains.set(name, [...(chains.get(name) ?? []), entry]);
    }
    return chains;
  } finally {
    database.close();
  }
}
