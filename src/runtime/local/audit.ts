import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabaseToRead } from '../../adapters/local/database.ts';
import { Fault } from '../../contracts/fault.ts';
import { verifyAnchors } from '../../core/ledger/anchors.ts';
import { type KeptLog, type LogVerdict, verifyChain, verifyLog } from '../../core/ledger/chain.ts';
import { tenantLog } from '../../core/ledger/keys.ts';

export type { LogVerdict };
export const verifyEntries = verifyChain;
export const verifyKept = verifyLog;
export const verifyAnchored = verifyAnchors;
export const tenantLogName = tenantLog;
export const databaseFile = 'mendgate.db';

interface Row {
  pk: string;
  type: string;
  body: string;
}

/**
 * Every log a data directory must hold, by `tenant/incident`, read from its database alone: beside a running home and without
 * one, and without changing anything. A log whose entries are all gone is among them, with none.
 */
export function localChains(data: string): Map<string, KeptLog> {
  const path = join(data, databaseFile);
  if (!existsSync(path))
    throw new Fault(
      'Malformed',
      `there is no Mendgate data in ${data}`,
      'Name the data directory with --data, or give a file.',
    );
  const database = openDatabaseToRead(path);
  try {
    const chains = new Map<string, KeptLog & { entries: unknown[] }>();
    // One statement, so that a running home cannot add an entry between the entries and their head.
    for (const row of database.all<Row>(
      `SELECT pk, type, CASE WHEN type IN ('LOG', 'LOGHEAD') THEN body ELSE '' END AS body FROM records
       WHERE instr(pk, '#INC#') > 0 OR type IN ('SETTING', 'STOP') ORDER BY pk, sk`,
    )) {
      const { tenant, incident } = placeOf(row);
      const name = `${tenant}/${incident}`;
      const chain = chains.get(name) ?? { tenant, incident, entries: [], head: undefined };
      chains.set(name, chain);
      if (row.type === 'LOG') chain.entries.push(parsed(row.body));
      if (row.type === 'LOGHEAD') chain.head = parsed(row.body);
    }
    return chains;
  } finally {
    database.close();
  }
}

/**
 * Nothing stands in an incident's partition without a log, so any row of it asks for one. Settings and the kill switch are
 * never changed without a word in their tenant's.
 */
function placeOf({ pk }: Row): { tenant: string; incident: string } {
  const [tenant = pk, kind, incident] = pk.split('#');
  return { tenant, incident: kind === 'INC' && incident !== undefined ? incident : tenantLog };
}

/** Damaged bytes stay text, which is neither an entry nor a head: the verdict says so at their place. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
