import type { FindingRecord } from '../../contracts/incident.ts';
import type { Remediation } from '../../contracts/remediation.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { reprove } from '../diagnosis/reprove.ts';
import { collectWorld } from '../evidence/collect.ts';
import { type Draft, draftProposal, planningObjects } from '../incident/draft-proposal.ts';
import { moved, RemediationInput, type Standing, standing } from '../incident/standing.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId } from '../ledger/digest.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { change, create, shapes } from '../ledger/shapes.ts';
import { proposeActions } from '../planning/propose.ts';
import type { Uses } from './step.ts';
import { receiptOf, step } from './step.ts';

/** A plan whose claims no longer hold is made anew from what stands now, a bounded number of times. */
export const planAgain = step({
  id: 'plan-again',
  name: 'Plan again',
  input: RemediationInput,
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    const first = await standing(records, input);
    const attempt = first.remediation.value.attempt + 1;
    const made = await redraft(ports, first, attempt, now);
    return commit<{ verdict: 'planned' | 'none' }>(
      records,
      { tenant, incident, receipt: receiptOf('plan-again', input) },
      async () => {
        const at = await standing(records, input);
        if ('refused' in made) {
          const next = { outcome: made.healed ? ('withdrawn' as const) : ('failed' as const), reason: made.refused };
          return {
            output: { verdict: 'none' },
            writes: await moved(records, at, now, next),
            log: [entry('plan-again', now, 'plan_voided', input.remediation, { says: made.refused })],
          };
        }
        const { finding, proposal } = made;
        const next: Partial<Remediation> = {
          attempt,
          proposal: proposal.id,
          finding: finding.id,
          status: 'planning',
          outcome: 'pending',
          reason: 'planned again',
        };
        return {
          output: { verdict: 'planned' },
          writes: [
            create(shapes.finding, keys.finding(tenant, incident, finding.id), finding),
            create(shapes.proposal, keys.proposal(tenant, incident, proposal.id), proposal),
            // Overtaken before anybody was asked about it: nobody will be.
            ...(at.proposal.value.status === 'drafted'
              ? [change(shapes.proposal, at.proposal, { ...at.proposal.value, status: 'void' })]
              : []),
            ...(await moved(records, at, now, next)),
          ],
          log: [
            entry('plan-again', now, 'plan_made', proposal.id, {
              action: proposal.plan.action.id,
              planHash: proposal.planHash,
              attempt,
              instead: at.proposal.value.id,
            }),
          ],
        };
      },
    );
  },
});

type Redraft =
  | { finding: FindingRecord; proposal: Extract<Draft, { proposal: unknown }>['proposal'] }
  | { refused: string; healed: boolean };

async function redraft(ports: Uses<'plan-again'>, at: Standing, attempt: number, now: string): Promise<Redraft> {
  const { tenant, id: incident, cluster: place } = at.incident.value;
  const workflow = (await ports.settings.read(tenant, 'workflow')).value;
  if (attempt > workflow.attemptsAtMost)
    return { refused: `given up after ${workflow.attemptsAtMost} plans`, healed: false };
  const bounds = (await ports.settings.read(tenant, 'guardrails')).value;
  const settings = (await ports.settings.read(tenant, 'diagnosis')).value;
  const cluster = await ports.clusters.open(place, 'reader', { session: at.proposal.value.id });
  const before = await need(
    ports.records,
    shapes.finding,
    keys.finding(tenant, incident, at.remediation.value.finding),
    'finding',
  );
  const { object } = before.value.judgement;
  const scope = object.namespace === undefined ? {} : { namespace: object.namespace };
  const world = await collectWorld({ cluster, source: place, at: now, scope, settings });
  const { diagnosis, judgements } = diagnose(world, scope, (judgement) => proposeActions(judgement, bounds));
  const rank = judgements.findIndex(
    (judgement) => judgement.object.kind === object.kind && judgement.object.name === object.name,
  );
  const judgement = judgements[rank];
  if (judgement === undefined) {
    const blind = diagnosis.blind[0];
    if (blind !== undefined) return { refused: `could not look again: ${blind.why}`, healed: false };
    // The claim itself says whether that is good news: deleted or scaled to nothing is not.
    const [claim] = at.proposal.value.plan.claims;
    const proof = claim && reprove(claim, world);
    if (proof?.is === 'gone' && proof.how === 'healthy')
      return { refused: `taken back, its signal is gone: ${proof.says}`, healed: true };
    const says = proof !== undefined && 'says' in proof ? proof.says : 'nothing is found any more';
    return { refused: `no other plan for ${object.kind} ${object.name}: ${says}`, healed: false };
  }
  const finding: FindingRecord = {
    id: derivedId(at.remediation.value.id, 'finding', attempt),
    rank: rank + 1,
    judgement,
    actions: diagnosis.findings[rank]?.actions ?? [],
  };
  const objects = await planningObjects(cluster, finding);
  const draft = draftProposal({
    incident: at.incident.value,
    remediation: at.remediation.value.id,
    finding,
    attempt,
    objects,
    bounds,
    practice: cluster.practice,
    now,
  });
  return 'refused' in draft ? { refused: draft.refused, healed: false } : { finding, proposal: draft.proposal };
}
