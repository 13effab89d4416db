import type { ShownHold } from '../../src/contracts/api/holds.ts';
import type { IncidentPage as Everything } from '../../src/contracts/api/incidents.ts';
import { riskRank } from '../../src/contracts/plan.ts';
import type { Remediation } from '../../src/contracts/remediation.ts';

/** Holds of an incident that a person may answer now, each with its plan, highest risk first. */
export function waitingHolds(everything: Everything, now: string): ShownHold[] {
  return everything.holds
    .flatMap((hold): ShownHold[] => {
      const proposal = everything.proposals.find((it) => it.id === hold.proposal);
      const open = (hold.status === 'pending' || hold.status === 'info_needed') && hold.expiresAt > now;
      if (!open || proposal === undefined) return [];
      return [
        {
          ...hold,
          name: `${hold.incident}.${hold.id}`,
          cluster: proposal.cluster,
          plan: proposal.plan,
          rehearsal: proposal.rehearsal ?? null,
          policy: proposal.policy ?? null,
        },
      ];
    })
    .toSorted(
      (a, b) => riskRank(b.plan.action.risk) - riskRank(a.plan.action.risk) || (a.openedAt < b.openedAt ? -1 : 1),
    );
}

/** The remediation to look at first: one that waits, then one that runs, then the newest. */
export function foremost(remediations: readonly Remediation[]): Remediation | undefined {
  const order: readonly Remediation['status'][] = ['waiting', 'running', 'watching', 'planning', 'ended'];
  return remediations.toSorted(
    (a, b) => order.indexOf(a.status) - order.indexOf(b.status) || (a.openedAt < b.openedAt ? 1 : -1),
  )[0];
}

/** One sentence on what the incident waits for, as its head says it. */
export function waitingAction(everything: Everything, now: string): string {
  const [hold] = waitingHolds(everything, now);
  if (hold !== undefined)
    return hold.status === 'info_needed'
      ? 'A question waits for an answer before the plan is decided'
      : hold.needed > 1
        ? `Waits for a yes: ${hold.approvals.length} of ${hold.needed}`
        : 'Waits for your yes or no';
  switch (everything.incident.status) {
    case 'open':
      return 'Being looked into: nothing to do for you yet';
    case 'waiting':
      return 'Decided: it goes on by itself';
    case 'running':
      return foremost(everything.remediations)?.status === 'watching'
        ? 'Watching whether it recovers'
        : 'The approved plan runs';
    case 'recovered':
      return 'Nothing: it recovered';
    case 'escalated':
      return 'A person has to take it from here';
    case 'closed':
      return 'Nothing: it is closed';
  }
}
