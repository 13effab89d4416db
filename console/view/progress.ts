import type { IncidentPage as Everything } from '../../src/contracts/api/incidents.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import type { Proposal, Remediation } from '../../src/contracts/remediation.ts';

export interface ProgressStep {
  /** The step of the machine, as its state is named. */
  id: string;
  title: string;
  state: 'done' | 'running' | 'waiting' | 'failed' | 'todo' | 'skipped';
  at?: string;
}

/** Steps of the investigation machine as people read them, in its order; `open-incident` comes before the machine starts. */
export const investigationSteps = [
  ['open-incident', 'Alarm received'],
  ['triage-incident', 'Triage'],
  ['collect-evidence', 'Evidence'],
  ['diagnose-incident', 'Diagnosis'],
  ['plan-remediation', 'Plan'],
] as const;
export const remediationSteps = [
  ['rehearse-plan', 'Rehearsal'],
  ['decide-policy', 'Policy'],
  ['hold-for-approval', 'Approval'],
  ['re-prove-claims', 'Claims proven again'],
  ['run-plan', 'Run'],
  ['watch-recovery', 'Recovery'],
] as const;

/** Where the investigation stands. A step has been when it, or one behind it, wrote into the log. */
export function investigationProgress(
  { incident }: Pick<Everything, 'incident'>,
  log: readonly LogEntry[],
): ProgressStep[] {
  const seen = lastSeen(log);
  const reached = investigationSteps.findLastIndex(([id]) => seen.has(id));
  const over = incident.status === 'escalated' || incident.status === 'closed' || incident.status === 'recovered';
  const planned = incident.remediations.length > 0;
  return investigationSteps.map(([id, title], at): ProgressStep => {
    const when = seen.get(id);
    const stands = { id, title, ...(when !== undefined && { at: when }) };
    if (at <= reached || planned) return { ...stands, state: 'done' };
    if (over) return { ...stands, state: incident.status === 'escalated' && at === reached + 1 ? 'failed' : 'skipped' };
    return { ...stands, state: at === reached + 1 ? 'running' : 'todo' };
  });
}

/** Where one remediation stands: only what happened since its present plan was made counts. */
export function remediationProgress(
  everything: Pick<Everything, 'proposals' | 'holds' | 'effects'>,
  remediation: Remediation,
  log: readonly LogEntry[],
): ProgressStep[] {
  const mine = log.filter((entry) => isAbout(everything, remediation, entry));
  const made = mine.findLast((entry) => entry.event === 'plan_made')?.seq ?? 0;
  const since = mine.filter((entry) => entry.seq > made);
  const seen = lastSeen(since);
  const decided = since.findLast((entry) => entry.event === 'hold_settled');
  const now = currentStep(remediation, decided !== undefined, seen);
  const reached = Math.max(
    remediationSteps.findLastIndex(([id]) => seen.has(id)),
    now === undefined ? -1 : remediationSteps.findIndex(([id]) => id === now),
  );
  const failed = remediation.status === 'ended' && !good.has(remediation.outcome);
  return remediationSteps.map(([id, title], at): ProgressStep => {
    const when = id === 'hold-for-approval' ? (decided?.at ?? seen.get(id)) : seen.get(id);
    const stands = { id, title, ...(when !== undefined && { at: when }) };
    if (remediation.status === 'ended') {
      if (at > reached) return { ...stands, state: 'skipped' };
      if (failed && at === reached) return { ...stands, state: 'failed' };
      return { ...stands, state: seen.has(id) || id !== 'hold-for-approval' ? 'done' : 'skipped' };
    }
    if (id === now) return { ...stands, state: id === 'hold-for-approval' ? 'waiting' : 'running' };
    if (at < reached) return { ...stands, state: seen.has(id) ? 'done' : 'skipped' };
    return { ...stands, state: at === reached && seen.has(id) ? 'done' : 'todo' };
  });
}

const good = new Set<Remediation['outcome']>(['recovered', 'withdrawn']);

function currentStep(
  remediation: Remediation,
  decided: boolean,
  seen: ReadonlyMap<string, string>,
): (typeof remediationSteps)[number][0] | undefined {
  switch (remediation.status) {
    case 'planning':
      return seen.has('rehearse-plan') ? 'decide-policy' : 'rehearse-plan';
    case 'waiting':
      if (!seen.has('hold-for-approval')) return seen.has('decide-policy') ? 'hold-for-approval' : 'decide-policy';
      return decided ? 're-prove-claims' : 'hold-for-approval';
    case 'running':
      return 'run-plan';
    case 'watching':
      return 'watch-recovery';
    case 'ended':
      return undefined;
  }
}

const lastSeen = (log: readonly LogEntry[]): Map<string, string> =>
  new Map(log.map((entry) => [entry.actor.id, entry.at]));

/** Entries name a remediation, or a proposal, hold or effect of one. */
function isAbout(
  { proposals, holds, effects }: Pick<Everything, 'proposals' | 'holds' | 'effects'>,
  remediation: Remediation,
  { about }: LogEntry,
): boolean {
  if (about === remediation.id) return true;
  const of = (id: string): Proposal | undefined => proposals.find((it) => it.id === id);
  const proposal =
    of(about) ??
    of(holds.find((it) => it.id === about)?.proposal ?? '') ??
    of(effects.find((it) => it.id === about)?.proposal ?? '');
  return proposal?.remediation === remediation.id;
}
