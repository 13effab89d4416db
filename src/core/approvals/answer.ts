import { Fault } from '../../contracts/fault.ts';
import type { Hold } from '../../contracts/remediation.ts';

/** Takes an answer to the question of a hold. Throws Conflict where nothing is asked, or nothing can be answered any more. */
export function answer(parts: { hold: Hold; says: string; by: string; now: string }): Hold & { question: string } {
  const { hold, says, by, now } = parts;
  const { question } = hold;
  if (hold.status !== 'info_needed' || question === undefined)
    throw new Fault(
      'Conflict',
      hold.status === 'pending' ? 'nothing is asked about this plan' : `this hold is ${hold.status}`,
      'Nothing was changed. `mendgate incident` shows how it stands.',
      { status_of_hold: hold.status },
    );
  if (hold.expiresAt <= now)
    throw new Fault('Conflict', `this hold expired at ${hold.expiresAt}`, 'Nothing was changed.', {
      status_of_hold: 'expired',
    });
  return { ...hold, question, status: 'pending', answer: { by, says, at: now } };
}
