import type { AlertRecord, EvidenceRecord, Incident } from '../contracts/incident.ts';
import type { LogEntry } from '../contracts/log.ts';
import type { Plan, Rehearsal } from '../contracts/plan.ts';
import type { PolicyDecision } from '../contracts/policy.ts';
import type { Hold, Proposal, Remediation } from '../contracts/remediation.ts';

/** The answers of the routes, as clients hold on to them. */
export interface Listed<T> {
  items: T[];
  cursor: string | null;
}
export type ShownHold = Omit<Hold, 'sealedToken'> & {
  name: string;
  cluster: string;
  plan: Plan;
  rehearsal: Rehearsal | null;
  policy: PolicyDecision | null;
};
export interface ShownIncident {
  incident: Incident;
  alerts: (AlertRecord & { seen: number })[];
  evidence: EvidenceRecord[];
  remediations: Remediation[];
  proposals: Proposal[];
  holds: Omit<Hold, 'sealedToken'>[];
}
/** `seq` is where the log ended when the page was read. */
export type ShownLog = Listed<LogEntry> & { seq: number };
