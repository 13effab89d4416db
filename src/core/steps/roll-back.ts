import type { Outcome } from '../../contracts/remediation.ts';
import { type Carried, carryOut, effectIdOf } from '../incident/carry-out.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import { moved, RemediationInput, standing } from './remediation.ts';
import { receiptOf, step } from './step.ts';

/**
 * Undoes what was done, last effect first, on the touched fields alone. Where somebody else's edit stands on a field of
 * ours, it stays, and people are told. The kill switch does not hold this back: it stops new runs, not the way out of one.
 */
export const rollBack = step({
  id: 'roll-back',
  name: 'Roll back',
  input: RemediationInput,
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    const at = await standing(records, input);
    const proposal = at.proposal.value;
    const cluster = await ports.clusters.open(proposal.cluster, 'executor');
    const back: Carried[] = [];
    for (const effect of proposal.plan.effects.toReversed()) {
      const forward = await load(
        records,
        shapes.effect,
        keys.effect(tenant, incident, effectIdOf(proposal.id, effect.ordinal, 'forward')),
      );
      // No intent: never tried. Refused: the server did not take it. Only an intent without a result needs the object's word.
      if (forward === undefined || forward.value.outcome === 'refused') continue;
      back.push(await carryOut(ports, cluster, { proposal, effect, direction: 'back', by: 'roll-back', now }));
    }
    const left = back.find((carried) => carried.outcome === 'left' || carried.outcome === 'refused');
    return commit<{ verdict: 'rolled_back' | 'left' }>(
      records,
      { tenant, incident, receipt: receiptOf('roll-back', input) },
      async () => {
        const fresh = await standing(records, input);
        const because = fresh.remediation.value.reason;
        const next: { outcome: Outcome; reason: string } = left
          ? { outcome: 'failed', reason: `${because}; the way back was not taken: ${left.says}` }
          : { outcome: 'rolled_back', reason: back.length > 0 ? `${because}; rolled back` : because };
        return {
          output: { verdict: left ? ('left' as const) : ('rolled_back' as const) },
          writes: await moved(records, fresh, now, next),
          log: [
            entry('roll-back', now, 'rolled_back', proposal.id, {
              effects: back.length,
              says: back.map((carried) => carried.says),
              complete: left === undefined,
            }),
          ],
        };
      },
    );
  },
});
