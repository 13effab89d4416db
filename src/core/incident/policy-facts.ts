import type { PolicyFacts } from '../policy/decide.ts';
import type { Standing } from './standing.ts';

/** What policy judges a proposal by, taken from the records as they stand. An alarm not triaged counts as high. */
export function policyFacts({ incident, proposal }: Standing): PolicyFacts {
  const { plan, rehearsal } = proposal.value;
  return {
    severity: incident.value.triage?.severity ?? 'high',
    risk: plan.action.risk,
    action: plan.action.id,
    cause: plan.pattern,
    ...(plan.target.namespace !== undefined && { namespace: plan.target.namespace }),
    practice: proposal.value.practice,
    confidence: plan.confidence,
    workloads: plan.blastRadius.workloads,
    wayBack: plan.wayBack !== undefined && rehearsal?.wayBack.ok === true,
    rehearsed: rehearsal?.ok === true,
  };
}
