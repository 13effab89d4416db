import type { FaultWord } from '../fault.ts';

/** What each word means to whoever hears it, and what they can do. An answer's own `detail` and `hint` say it of the case. */
export const problems: Readonly<Record<FaultWord, { readonly says: string; readonly hint: string }>> = {
  Malformed: {
    says: 'What was sent does not have the shape it must have. Nothing was changed.',
    hint: 'Correct what `detail` names and send it again.',
  },
  Unauthorized: {
    says: 'Nobody is signed in, or the proof does not hold.',
    hint: 'Sign in again; a sender of alarms checks its address and secret.',
  },
  Forbidden: {
    says: 'Known, but not allowed: the role is missing, an approval is, or this home does not answer to that name.',
    hint: 'Somebody with one of the roles that `hint` names can do it.',
  },
  NotFound: { says: 'There is nothing of that name, for you.', hint: 'Check the id: lists print the ids in use.' },
  Conflict: {
    says: 'It stands otherwise by now: decided already, ended, or named by somebody else.',
    hint: 'Read how it stands before anything else.',
  },
  Stale: {
    says: 'What was edited or approved is not what stands any more. Nothing was changed.',
    hint: 'Read it again and repeat the edit or the answer.',
  },
  TooLarge: { says: 'More than is taken at once. Nothing of it was kept.', hint: 'Send less at once.' },
  Unsupported: { says: 'The body is of a type that is not read here.', hint: 'Send JSON as `application/json`.' },
  Impossible: {
    says: 'Well-formed, and impossible as things stand.',
    hint: '`detail` says what stands in the way.',
  },
  Exhausted: { says: 'Asked too often, or a quota is used up.', hint: 'Send it again later.' },
  Bug: { says: 'A defect of Mendgate.', hint: 'Report it, with the number of the request where there is one.' },
  Contended: { says: 'Many change the same thing at once. Nothing was changed.', hint: 'Send it again.' },
  Unavailable: { says: 'Something this needs cannot be reached.', hint: 'Send it again later.' },
};
