import * as z from 'zod';
import type { FindingRecord, Incident } from '../../contracts/incident.ts';
import { secondsBetween } from '../../contracts/instant.ts';
import type { Remediation } from '../../contracts/remediation.ts';
import { draftProposal, planningObjects } from '../incident/draft-proposal.ts';
import { StepInput } from '../incident/step-input.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId } from '../ledger/digest.ts';
import { entry } from '../ledger/entry.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { loadAll, need } from '../ledger/load.ts';
import { change, create, shapes } from '../ledger/shapes.ts';
import { freshForSeconds } from './diagnose-incident.ts';
import { receiptOf, step } from './step.ts';

/** More findings than this at once is a cluster-wide matter: people look first. */
const remediationsAtMost = 10;

/** Opens one remediation, with its first plan, for each finding the alarm is about. */
export const planRemediation = step({
  id: 'plan-remediation',
  name: 'Plan remediation',
  input: z.strictObject({ ...StepInput.shape }),
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    const bounds = (await ports.settings.read(tenant, 'guardrails')).value;
    const first = await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
    const cluster = await ports.clusters.open(first.value.cluster, 'reader', { session: incident });
    const findings = await findingsOf(records, first.value);
    const drafts = await Promise.all(
      findings.map(async (finding) => {
        const remediation = derivedId(incident, 'remediation', finding.id);
        const objects = await planningObjects(cluster, finding);
        return {
          finding,
          remediation,
          draft: draftProposal({
            incident: first.value,
            remediation,
            finding,
            attempt: 1,
            objects,
            bounds,
            practice: cluster.practice,
            now,
          }),
        };
      }),
    );
    return commit<{ verdict: 'planned' | 'none' | 'stale' }>(
      records,
      { tenant, incident, receipt: receiptOf('plan-remediation', input) },
      async () => {
        const head = await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
        // What joined since the diagnosis is looked at before anybody is asked.
        if (head.value.dirty && secondsBetween(head.value.openedAt, now) < freshForSeconds)
          return { output: { verdict: 'stale' } };
        const writes = [];
        const log = [];
        const opened: string[] = [];
        const refusals: string[] = [];
        for (const { finding, remediation, draft } of drafts) {
          const object = `${finding.judgement.object.kind}/${finding.judgement.object.name}`;
          const born = { id: remediation, incident, tenant, finding: finding.id, attempt: 1, openedAt: now };
          if ('refused' in draft) {
            // Kept as a remediation that ended: an incident with something nobody may mend is not recovered.
            const reason = `${object}: ${draft.refused}`;
            refusals.push(reason);
            const refused: Remediation = {
              ...born,
              status: 'ended',
              outcome: 'refused',
              reason,
              proposal: 'none',
              endedAt: now,
            };
            writes.push(create(shapes.remediation, keys.remediation(tenant, incident, remediation), refused));
            log.push(
              entry('plan-remediation', now, 'remediation_closed', remediation, { object, outcome: 'refused', reason }),
            );
            continue;
          }
          const { proposal } = draft;
          const record: Remediation = {
            ...born,
            status: 'planning',
            outcome: 'pending',
            reason: 'a plan is being made',
            proposal: proposal.id,
          };
          opened.push(remediation);
          writes.push(
            create(shapes.remediation, keys.remediation(tenant, incident, remediation), record),
            create(shapes.proposal, keys.proposal(tenant, incident, proposal.id), proposal),
          );
          log.push(
            entry('plan-remediation', now, 'remediation_opened', remediation, {
              object,
              cause: finding.judgement.cause.id,
            }),
            entry('plan-remediation', now, 'plan_made', proposal.id, {
              action: proposal.plan.action.id,
              planHash: proposal.planHash,
              confidence: proposal.plan.confidence,
              basis: proposal.plan.basis,
            }),
          );
        }
        const planned = opened.length > 0;
        const reason = planned
          ? head.value.reason
          : `no plan: ${refusals.join('; ') || 'what is sick here does not explain this alarm'}`;
        if (!planned) log.push(entry('plan-remediation', now, 'plan_voided', incident, { refusals }));
        return {
          output: { verdict: planned ? ('planned' as const) : ('none' as const) },
          writes: [
            ...writes,
            change(shapes.incident, head, { ...head.value, reason, remediations: opened, updatedAt: now }),
          ],
          log,
        };
      },
    );
  },
});

/**
 * The findings of the newest diagnosis that this alarm is about: its workload's, or the ones it is a victim of. An alarm that
 * names only a namespace is about all that is sick there. Whatever else is sick belongs to other alarms: mending it would
 * answer this one with something it never asked.
 */
async function findingsOf(records: Parameters<typeof loadAll>[0], incident: Incident): Promise<FindingRecord[]> {
  const stored = await loadAll(records, shapes.finding, partitionOf(incident.tenant, incident.id), prefixes.finding);
  const about = (incident.diagnosis?.findings ?? []).filter(({ object, victims }) =>
    incident.workload === undefined
      ? incident.namespace !== undefined
      : object.name === incident.workload || victims.some((victim) => victim.name === incident.workload),
  );
  const found = about.flatMap((finding) => {
    const match = stored.findLast(
      ({ value }) =>
        value.rank === finding.rank &&
        value.judgement.object.name === finding.object.name &&
        value.judgement.cause.id === finding.cause.id,
    );
    return match === undefined ? [] : [match.value];
  });
  // More at once than people can judge is one question to them, not many: they look first.
  return found.length > remediationsAtMost ? [] : found;
}
