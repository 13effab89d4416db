import type { Proposal } from '../../contracts/remediation.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import type { Behalf, Records } from '../ports.ts';
import { holdIdOf } from './hold-ids.ts';

/**
 * On whose behalf a plan is carried out or taken back: the person whose yes completed its approval, nobody where policy asked
 * nobody. All who approved stand in the incident's log.
 */
export async function onBehalf(records: Pick<Records, 'get'>, proposal: Proposal): Promise<Behalf> {
  const { tenant, incident, id: session } = proposal;
  const hold = await load(records, shapes.hold, keys.hold(tenant, incident, holdIdOf(session)));
  const approver = hold?.value.status === 'approved' ? hold.value.approvals.at(-1) : undefined;
  return { session, ...(approver !== undefined && { approver }) };
}
