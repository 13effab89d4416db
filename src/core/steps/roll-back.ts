import * as z from 'zod';
import type { Outcome } from '../../contracts/remediation.ts';
import { type Carried, carryOut } from '../incident/carry-out.ts';
import { failureOf } from '../incident/failure.ts';
import { onBehalf } from '../incident/on-behalf.ts';
import { revokeEffect } from '../incident/revoke-effect.ts';
import { moved, RemediationInput, standing } from '../incident/standing.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { receiptOf, step } from './step.ts';

/**
 * Undoes what was done, last effect first, on the touched fields alone. Where somebody else's edit stands on a field of
 * ours, it stays, and people are told. The kill switch does not hold this back: it stops new runs, not the way out of one.
 */
export const rollBack = step({
  id: 'roll-back',
  name: 'Roll back',
  input: z.strictObject({ ...RemediationInput.shape, state: z.unknown() }),
  async run(ports, { state, ...input }) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    const at = await standing(records, input);
    const proposal = at.proposal.value;
    const behalf = await onBehalf(records, proposal);
    const cluster = await ports.clusters.open(proposal.cluster, 'executor', behalf);
    const back: Carried[] = [];
    let late = false;
    for (const effect of proposal.plan.effects.toReversed()) {
      const found = await revokeEffect(records, proposal, effect, now);
      if (found === 'not_tried') continue;
      const carried = await carryOut(ports, cluster, { proposal, effect, direction: 'back', by: 'roll-back', now });
      // Nobody knows whether it was written, and the object stands as before: it may still arrive after us.
      late ||= found === 'unknown' && carried.outcome === 'already_done';
      back.push(carried);
    }
    const left = back.find((carried) => carried.outcome === 'left' || carried.outcome === 'refused');
    const whole = left === undefined && !late;
    return commit<{ verdict: 'rolled_back' | 'left' }>(
      records,
      { tenant, incident, receipt: receiptOf('roll-back', input) },
      async () => {
        const fresh = await standing(records, input);
        const because = failureOf(state) ?? fresh.remediation.value.reason;
        const next = ending({ because, undone: back.length, left: left?.says, late });
        return {
          output: { verdict: whole ? ('rolled_back' as const) : ('left' as const) },
          writes: await moved(records, fresh, now, next),
          log: [
            entry('roll-back', now, 'rolled_back', proposal.id, {
              effects: back.length,
              says: back.map((carried) => carried.says),
              complete: whole,
            }),
          ],
        };
      },
    );
  },
});

function ending(parts: { because: string; undone: number; left: string | undefined; late: boolean }): {
  outcome: Outcome;
  reason: string;
} {
  const { because, undone, left, late } = parts;
  if (left !== undefined) return { outcome: 'failed', reason: `${because}; the way back was not taken: ${left}` };
  if (late)
    return { outcome: 'failed', reason: `${because}; the change was not seen, but may still arrive: please look` };
  if (undone === 0) return { outcome: 'failed', reason: `${because}; nothing had been changed` };
  return { outcome: 'rolled_back', reason: `${because}; rolled back` };
}
