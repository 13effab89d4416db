import { Fault } from '../../contracts/fault.ts';
import type { Hold } from '../../contracts/remediation.ts';
import { keys, lists } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { readAs, type Stored, shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';

/** Every hold that waits, in any order. Read through an index: to decide, read the hold itself. */
export async function waitingHolds(records: Records, tenant: string): Promise<Hold[]> {
  const holds: Hold[] = [];
  let cursor: string | undefined;
  do {
    const page = await records.browse({
      list: lists.holds(tenant),
      limit: 200,
      ...(cursor !== undefined && { cursor }),
    });
    holds.push(...page.items.map((item) => readAs(shapes.hold, item).value));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return holds;
}

/** Public name of a hold: it carries its incident, so that it is found without an index, decided or not. */
export const holdName = (hold: Pick<Hold, 'incident' | 'id'>): string => `${hold.incident}.${hold.id}`;

/** The hold of that name, as it stands. */
export async function holdOf(records: Records, tenant: string, name: string): Promise<Stored<Hold>> {
  const [incident, id, more] = name.split('.');
  if (incident === undefined || id === undefined || more !== undefined)
    throw new Fault('NotFound', `${name} is no hold`, 'A hold is named INCIDENT.HOLD: `mendgate holds` lists them.');
  return need(records, shapes.hold, keys.hold(tenant, incident, id), `hold ${name}`);
}
