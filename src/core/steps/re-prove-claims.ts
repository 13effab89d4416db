import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Remediation } from '../../contracts/remediation.ts';
import type { WorldRecord } from '../../contracts/world.ts';
import { reprove } from '../diagnosis/reprove.ts';
import { collectWorld } from '../evidence/collect.ts';
import { holdIdOf } from '../incident/hold-ids.ts';
import { stopped } from '../incident/stopped.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, shapes } from '../ledger/shapes.ts';
import { planHash } from '../planning/plan-hash.ts';
import { decidePolicy, stricter } from '../policy/decide.ts';
import { policyFacts } from './policy-facts.ts';
import { moved, RemediationInput, type Standing, standing } from './remediation.ts';
import { receiptOf, step } from './step.ts';

type Verdict = 'holds' | 'gone' | 'changed' | 'blind' | 'stopped' | 'refused' | 'hold';

/**
 * The last look before anything is changed: is every claim still true, would today's policy still let this run, was this
 * very plan approved, is the kill switch off. One no is enough.
 */
export const reProveClaims = step({
  id: 're-prove-claims',
  name: 'Re-prove claims',
  input: RemediationInput,
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    const first = await standing(records, input);
    const settings = (await ports.settings.read(tenant, 'diagnosis')).value;
    const cluster = await ports.clusters.open(first.proposal.value.cluster, 'reader');
    const { namespace } = first.proposal.value.plan.target;
    const world = await collectWorld({
      cluster,
      source: first.proposal.value.cluster,
      at: now,
      scope: namespace === undefined ? {} : { namespace },
      settings,
    });
    const sha256 = await ports.objects.put(utf8ToBytes(JSON.stringify(world)));
    return commit<{ verdict: Verdict; world: string }>(
      records,
      { tenant, incident, receipt: receiptOf('re-prove-claims', input) },
      async () => {
        const at = await standing(records, input);
        const policy = await ports.settings.read(tenant, 'policy');
        const today = decidePolicy(policy.value, policyFacts(at), policy.stamp);
        const then = at.proposal.value.policy;
        const decision = then === undefined ? today : stricter(then, today);
        const hold = await load(records, shapes.hold, keys.hold(tenant, incident, holdIdOf(at.proposal.value.id)));
        const approved = hold?.value.status !== 'approved' ? undefined : hold.value.planHash;
        const judged = (await stopped(records, tenant))
          ? { verdict: 'stopped' as const, says: 'the kill switch is on' }
          : judge(at, world, decision.verdict, approved);
        return {
          output: { verdict: judged.verdict, world: sha256 },
          writes: [
            ...(await moved(records, at, now, after(judged.verdict, judged.says))),
            ...(judged.verdict === 'changed'
              ? [change(shapes.proposal, at.proposal, { ...at.proposal.value, status: 'void' as const })]
              : []),
            ...(judged.verdict === 'gone'
              ? [change(shapes.proposal, at.proposal, { ...at.proposal.value, status: 'withdrawn' as const })]
              : []),
          ],
          log: [
            entry('re-prove-claims', now, 'claims_reproved', at.proposal.value.id, {
              verdict: judged.verdict,
              says: judged.says,
              evidence: sha256,
              policy: decision.band,
            }),
            ...(judged.verdict === 'changed'
              ? [entry('re-prove-claims', now, 'plan_voided', at.proposal.value.id, { says: judged.says })]
              : []),
            ...(judged.verdict === 'gone'
              ? [entry('re-prove-claims', now, 'plan_withdrawn', at.proposal.value.id, { says: judged.says })]
              : []),
          ],
        };
      },
    );
  },
});

function judge(
  at: Standing,
  world: WorldRecord,
  policy: 'go' | 'hold' | 'refuse',
  approved: string | undefined,
): { verdict: Verdict; says: string } {
  if (policy === 'refuse') return { verdict: 'refused', says: 'policy no longer lets this plan run' };
  if (approved !== undefined && approved !== planHash(at.proposal.value.plan))
    return { verdict: 'changed', says: 'the plan is not the one that was approved' };
  // No yes on record and policy (then or now) wants one: back to the people, whatever the machine believed.
  if (policy === 'hold' && approved === undefined)
    return { verdict: 'hold', says: 'policy wants an approval of this very plan' };
  for (const claim of at.proposal.value.plan.claims) {
    const proof = reprove(claim, world);
    if (proof.is !== 'holds') return { verdict: proof.is, says: proof.says };
  }
  return { verdict: 'holds', says: 'every claim was proven again' };
}

function after(verdict: Verdict, says: string): Partial<Remediation> {
  switch (verdict) {
    case 'holds':
      return { status: 'running', reason: 'running' };
    case 'changed':
    case 'hold':
      return { status: 'planning', reason: says };
    case 'gone':
      return { outcome: 'withdrawn', reason: `healed by itself: ${says}` };
    case 'blind':
      return { outcome: 'failed', reason: `could not look before running: ${says}` };
    case 'refused':
      return { outcome: 'refused', reason: says };
    case 'stopped':
      return { outcome: 'stopped', reason: says };
  }
}
