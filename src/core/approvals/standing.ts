import type { Approvals } from '../../contracts/api/approvals.ts';
import type { Incident } from '../../contracts/incident.ts';
import { type Hold, HoldStatus, type Proposal } from '../../contracts/remediation.ts';

/** Ended without anybody's answer being for or against what was asked. */
const outOfCount: ReadonlySet<HoldStatus> = new Set(['superseded', 'withdrawn']);

/** How the approvals of an incident stand, from what was read of it. `nameOf` is the public name of a hold. */
export function approvalsOf(parts: {
  incident: Incident;
  holds: readonly Omit<Hold, 'sealedToken'>[];
  proposals: readonly Proposal[];
  nameOf(hold: Pick<Hold, 'incident' | 'id'>): string;
}): Approvals {
  const { incident, holds, proposals, nameOf } = parts;
  const of = (status: HoldStatus) => holds.filter((hold) => hold.status === status).length;
  const counts = Object.fromEntries(HoldStatus.options.map((status) => [status, of(status)])) as Approvals['counts'];
  const asked = holds.filter((hold) => !outOfCount.has(hold.status));
  const titles = new Map(proposals.map((proposal) => [proposal.id, proposal.plan.title]));
  return {
    incident: incident.id,
    status: incident.status,
    counts,
    all_approved: asked.length > 0 && asked.every((hold) => hold.status === 'approved'),
    any_rejected: asked.some((hold) => hold.status === 'rejected'),
    holds: holds.map((hold) => ({
      hold: nameOf(hold),
      proposal: hold.proposal,
      title: titles.get(hold.proposal) ?? hold.proposal,
      status: hold.status,
      approvals: hold.approvals.length,
      needed: hold.needed,
      expiresAt: hold.expiresAt,
    })),
  };
}
