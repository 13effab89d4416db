import type { DecisionRequest } from '../../contracts/api/decisions.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Decision, Hold, Proposal } from '../../contracts/remediation.ts';
import type { User } from '../../contracts/stored.ts';

/**
 * One person's answer to one hold, judged on what stands: open, not expired, for the very plan they saw. Throws the Fault
 * that tells them why not. Approving twice is refused: a second yes is somebody else's to give.
 */
export function decide(parts: {
  hold: Hold;
  proposal: Proposal;
  request: DecisionRequest;
  person: User;
  id: string;
  now: string;
  /** Whether the kill switch is on. */
  stopped: boolean;
}): { hold: Hold; decision: Decision } {
  const { hold, proposal, request, person, now, stopped } = parts;
  if (request.by !== undefined && request.by !== person.id)
    throw new Fault(
      'Forbidden',
      `you are signed in as ${person.id}, the request says ${request.by}`,
      'A decision belongs to whoever is signed in: leave the name out.',
    );
  if (hold.status !== 'pending' && hold.status !== 'info_needed')
    throw new Fault(
      'Conflict',
      `already decided: this hold is ${hold.status}`,
      'Nothing was changed. `mendgate incident` shows what came of it.',
      { status_of_hold: hold.status },
    );
  if (hold.expiresAt <= now)
    throw new Fault(
      'Conflict',
      `this hold expired at ${hold.expiresAt}`,
      'Nothing was changed: an expired hold is never a yes. The incident was handed to people.',
      { status_of_hold: 'expired' },
    );
  if (request.planHash !== hold.planHash || request.planHash !== proposal.planHash)
    throw new Fault('Stale', 'the plan is not the one you saw', 'Read it again and decide on what stands now.', {
      planHash: hold.planHash,
    });
  if (stopped && request.verdict === 'approved')
    throw new Fault(
      'Conflict',
      'the kill switch is on: nothing new is run',
      'The plan goes on waiting. Run `mendgate resume` first, or reject it.',
    );
  if (hold.approvals.includes(person.id))
    throw new Fault('Conflict', 'you have approved this plan already', 'It waits for another person.');
  const approvals = request.verdict === 'approved' ? [...hold.approvals, person.id] : hold.approvals;
  const decision: Decision = {
    id: parts.id,
    hold: hold.id,
    by: person.id,
    verdict: request.verdict,
    planHash: request.planHash,
    ...(request.reason !== undefined && { reason: request.reason }),
    at: now,
  };
  return {
    hold: { ...withoutAnswer(hold, request), approvals, ...outcomeOf(request, approvals.length, hold) },
    decision,
  };
}

/** A new question is not answered by what was said to the one before. */
function withoutAnswer(hold: Hold, request: DecisionRequest): Hold {
  if (request.verdict !== 'need_more_info') return hold;
  const { answer: _said, ...rest } = hold;
  return rest;
}

/** A question keeps the plan waiting and is never counted as a no; an answer given after it stands for itself. */
function outcomeOf(request: DecisionRequest, approvals: number, hold: Hold): Pick<Hold, 'status' | 'question'> {
  switch (request.verdict) {
    case 'rejected':
      return { status: 'rejected' };
    case 'need_more_info':
      return { status: 'info_needed', question: request.reason };
    case 'approved':
      return { status: approvals >= hold.needed ? 'approved' : 'pending' };
  }
}
