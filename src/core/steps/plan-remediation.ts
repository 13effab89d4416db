import * as z from 'zod';
import type { FindingRecord, Incident } from '../../contracts/incident.ts';
import type { Remediation } from '../../contracts/remediation.ts';
import { draftProposal, planningObjects } from '../incident/draft-proposal.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId } from '../ledger/digest.ts';
import { entry } from '../ledger/entry.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { loadAll, need } from '../ledger/load.ts';
import { change, create, shapes } from '../ledger/shapes.ts';
import { receiptOf, StepInput, step } from './step.ts';

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
    const cluster = await ports.clusters.open(first.value.cluster, 'reader');
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
    return commit<{ verdict: 'planned' | 'none' }>(
      records,
      { tenant, incident, receipt: receiptOf('plan-remediation', input) },
      async () => {
        const head = await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
        const writes = [];
        const log = [];
        const opened: string[] = [];
        const refusals: string[] = [];
        for (const { finding, remediation, draft } of drafts) {
          const object = `${finding.judgement.object.kind}/${finding.judgement.object.name}`;
          if ('refused' in draft) {
            refusals.push(`${object}: ${draft.refused}`);
            continue;
          }
          const { proposal } = draft;
          const record: Remediation = {
            id: remediation,
            incident,
            tenant,
            finding: finding.id,
            status: 'planning',
            outcome: 'pending',
            reason: 'a plan is being made',
            attempt: 1,
            proposal: proposal.id,
            openedAt: now,
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
        const reason = planned ? head.value.reason : `no plan: ${refusals.join('; ') || 'nothing to mend'}`;
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
 * The findings of the newest diagnosis that this alarm is about: its workload's, or the ones it is a victim of. An alarm
 * that names no workload, or one where nothing was found, is about all that is sick in its namespace.
 */
async function findingsOf(records: Parameters<typeof loadAll>[0], incident: Incident): Promise<FindingRecord[]> {
  const stored = await loadAll(records, shapes.finding, partitionOf(incident.tenant, incident.id), prefixes.finding);
  const newest = incident.diagnosis?.findings ?? [];
  const current = newest.flatMap((finding) => {
    const match = stored.findLast(
      ({ value }) =>
        value.rank === finding.rank &&
        value.judgement.object.name === finding.object.name &&
        value.judgement.cause.id === finding.cause.id,
    );
    return match === undefined ? [] : [{ record: match.value, finding }];
  });
  const named = current.filter(
    ({ finding }) =>
      finding.object.name === incident.workload || finding.victims.some((victim) => victim.name === incident.workload),
  );
  return (named.length > 0 ? named : current).slice(0, remediationsAtMost).map(({ record }) => record);
}
