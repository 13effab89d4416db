import { closeIncident } from './close-incident.ts';
import { closeRemediation } from './close-remediation.ts';
import { collectEvidence } from './collect-evidence.ts';
import { decidePolicy } from './decide-policy.ts';
import { diagnoseIncident } from './diagnose-incident.ts';
import { escalateIncident } from './escalate-incident.ts';
import { holdForApproval } from './hold-for-approval.ts';
import { planAgain } from './plan-again.ts';
import { planRemediation } from './plan-remediation.ts';
import { reProveClaims } from './re-prove-claims.ts';
import { rehearsePlan } from './rehearse-plan.ts';
import { rollBack } from './roll-back.ts';
import { runPlan } from './run-plan.ts';
import { settleHold } from './settle-hold.ts';
import { startRemediations } from './start-remediations.ts';
import { triageIncident } from './triage-incident.ts';
import { watchRecovery } from './watch-recovery.ts';

/** The steps that are states of a machine, by the name the state carries. */
export const machineSteps = [
  triageIncident,
  collectEvidence,
  diagnoseIncident,
  planRemediation,
  startRemediations,
  closeIncident,
  escalateIncident,
  rehearsePlan,
  decidePolicy,
  holdForApproval,
  settleHold,
  reProveClaims,
  planAgain,
  runPlan,
  watchRecovery,
  rollBack,
  closeRemediation,
] as const;
