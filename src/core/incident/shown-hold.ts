import type { ShownHold } from '../../contracts/api/holds.ts';
import type { Hold, Proposal } from '../../contracts/remediation.ts';
import { shownEffect } from '../policy/shown-effect.ts';
import { holdName } from './find-hold.ts';

/** A hold with all that whoever decides must see: the plan, its rehearsal, what policy said. The token stays sealed and unseen, secret values too. */
export function shownHold({ sealedToken: _sealed, ...hold }: Hold, proposal: Proposal): ShownHold {
  return {
    ...hold,
    name: holdName(hold),
    cluster: proposal.cluster,
    plan: { ...proposal.plan, effects: proposal.plan.effects.map(shownEffect) },
    rehearsal: proposal.rehearsal ?? null,
    policy: proposal.policy ?? null,
  };
}
