import type { DecisionRequest } from '../../src/contracts/api/decisions.ts';

export type Verdict = DecisionRequest['verdict'];

interface VerdictWords {
  title: string;
  button: string;
  means: string;
  done: string;
  needsReason: boolean;
}

export const wordsFor: Readonly<Record<Verdict, VerdictWords>> = {
  approved: {
    title: 'Approve this plan?',
    button: 'Approve',
    means:
      'Its claims are proven again, then it runs once, is watched, and is undone when it does not help. It will be exactly the plan with this hash.',
    done: 'Approved',
    needsReason: false,
  },
  rejected: {
    title: 'Reject this plan?',
    button: 'Reject',
    means: 'It will not run. The incident goes on without it.',
    done: 'Rejected',
    needsReason: false,
  },
  need_more_info: {
    title: 'Ask before deciding?',
    button: 'Ask',
    means: 'The plan keeps waiting, and your question stands beside it. This is neither a yes nor a no.',
    done: 'Asked',
    needsReason: true,
  },
};
