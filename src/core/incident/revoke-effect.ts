import type { Effect } from '../../contracts/plan.ts';
import type { EffectRecord, Proposal } from '../../contracts/remediation.ts';
import { commit } from '../ledger/commit.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, create, shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';
import { effectIdOf } from './carry-out.ts';

/** What stood of an effect when the way back began: it was carried out, was never tried, or nobody knows. */
export type Found = 'carried_out' | 'not_tried' | 'unknown';

/**
 * Takes the word from a run that may still be on its way (a step that hung past its deadline): an effect not yet tried is
 * closed before it can be, and one without an answer is closed to its late answer.
 */
export async function revokeEffect(records: Records, proposal: Proposal, effect: Effect, now: string): Promise<Found> {
  const { tenant, incident } = proposal;
  const id = effectIdOf(proposal.id, effect.ordinal, 'forward');
  const key = keys.effect(tenant, incident, id);
  return commit<Found>(records, { tenant, incident }, async () => {
    const record = await load(records, shapes.effect, key);
    const closed = { outcome: 'refused' as const, doneAt: now };
    if (record === undefined) {
      const never: EffectRecord = {
        id,
        proposal: proposal.id,
        direction: 'forward',
        effect,
        intentAt: now,
        ...closed,
        says: 'revoked before it was tried',
      };
      return { output: 'not_tried', writes: [create(shapes.effect, key, never)] };
    }
    if (record.value.outcome === 'done' || record.value.outcome === 'already_done') return { output: 'carried_out' };
    if (record.value.outcome === 'refused') return { output: record.value.says === noAnswer ? 'unknown' : 'not_tried' };
    return {
      output: 'unknown',
      writes: [change(shapes.effect, record, { ...record.value, ...closed, says: noAnswer })],
    };
  });
}

const noAnswer = 'no answer came before the run was ended';
