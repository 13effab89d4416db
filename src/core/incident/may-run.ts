import type { Plan } from '../../contracts/plan.ts';
import type { Remediation } from '../../contracts/remediation.ts';
import type { WorldRecord } from '../../contracts/world.ts';
import { reprove } from '../diagnosis/reprove.ts';
import { planHash } from '../planning/plan-hash.ts';

export type RunVerdict = 'holds' | 'gone' | 'changed' | 'blind' | 'stopped' | 'refused' | 'hold';

/**
 * Whether a plan may run now. The claims come first: a plan that nothing calls for any more is withdrawn whether or not
 * anybody has said yes. `approved` is the plan hash of the yes on record, undefined when there is none.
 */
export function mayRun(parts: {
  plan: Plan;
  world: WorldRecord;
  policy: 'go' | 'hold' | 'refuse';
  approved: string | undefined;
  stopped: boolean;
}): { verdict: RunVerdict; says: string } {
  const { plan, world, policy, approved, stopped } = parts;
  const asked = policy === 'hold' && approved === undefined;
  // The kill switch ends what is about to run; what still waits for people goes on waiting.
  if (stopped && !asked)
    return approved === undefined
      ? { verdict: 'stopped', says: 'the kill switch is on' }
      : // A yes from before the smoke is no yes after it, and must not be lost in silence either: people are asked again.
        { verdict: 'changed', says: 'the kill switch was on when its turn came: it is planned and asked about again' };
  if (policy === 'refuse') return { verdict: 'refused', says: 'policy no longer lets this plan run' };
  if (approved !== undefined && approved !== planHash(plan))
    return { verdict: 'changed', says: 'the plan is not the one that was approved' };
  for (const claim of plan.claims) {
    const proof = reprove(claim, world);
    // While people are still being asked, not seeing is no reason to take the question away.
    if (proof.is === 'blind' && asked) continue;
    // Deleted or scaled to nothing is no healing: the plan is over, and people hear why.
    if (proof.is === 'gone' && proof.how !== 'healthy')
      return { verdict: 'refused', says: `the plan has nothing left to mend: ${proof.says}` };
    if (proof.is !== 'holds') return { verdict: proof.is, says: proof.says };
  }
  // No yes on record and policy (then or now) wants one: back to the people, whatever the machine believed.
  if (asked) return { verdict: 'hold', says: 'policy wants an approval of this very plan' };
  return { verdict: 'holds', says: 'every claim was proven again' };
}

/** What the remediation becomes by that verdict. */
export function afterProof(verdict: RunVerdict, says: string): Partial<Remediation> {
  switch (verdict) {
    case 'holds':
      return { status: 'running', reason: 'running' };
    case 'changed':
      return { status: 'planning', reason: says };
    case 'hold':
      return { status: 'waiting', reason: 'waiting for approval' };
    case 'gone':
      return { outcome: 'withdrawn', reason: `taken back, its signal is gone: ${says}` };
    case 'blind':
      return { outcome: 'failed', reason: `could not look before running: ${says}` };
    case 'refused':
      return { outcome: 'refused', reason: says };
    case 'stopped':
      return { outcome: 'stopped', reason: says };
  }
}
