import { Fault } from '../../contracts/fault.ts';
import type { Hold } from '../../contracts/remediation.ts';
import type { Notice, User } from '../../contracts/stored.ts';
import type { HoldLink, ReadLink } from './link.ts';

/**
 * A link somebody decides with, judged beside who they are: it adds nothing to their rights and must fit every one of them.
 * Throws Forbidden (forged, or of another tenant, hold or person), Stale (expired, another plan) or Conflict (used).
 */
export function checkLink(read: ReadLink, at: { hold: Hold; person: User; notice: Notice | undefined }): HoldLink {
  const { hold, person, notice } = at;
  if (read.is === 'forged') throw forged('Forbidden');
  const { link } = read;
  if (link.tenant !== person.tenant || link.approver !== person.id)
    throw new Fault(
      'Forbidden',
      'this link was sent to somebody else',
      'Nothing was changed. Decide with the link in your own letter, or sign in and decide without one.',
    );
  if (link.incident !== hold.incident || link.hold !== hold.id)
    throw new Fault('Forbidden', 'this link is about another plan', 'Nothing was changed. Open it again and look.');
  if (link.planHash !== hold.planHash) throw anotherPlan();
  if (read.is === 'expired') throw expired(link);
  if (notice?.usedAt !== undefined)
    throw new Fault(
      'Conflict',
      `this link was used at ${notice.usedAt}`,
      'A link answers once. Sign in and decide without it, if there is still something to decide.',
      { because: 'used' },
    );
  return link;
}

/** As an anonymous reader hears it (Unauthorized) or somebody signed in (Forbidden). */
export const forged = (word: 'Unauthorized' | 'Forbidden'): Fault =>
  new Fault(
    word,
    'this is no link of ours, or a part of it is missing',
    'Open it from the letter again, whole; or sign in and look at what waits.',
    { because: 'forged' },
  );

export const expired = (link: HoldLink): Fault =>
  new Fault(
    'Stale',
    `this link expired at ${link.expiresAt}`,
    'Nothing can be decided with it any more. Sign in to see what became of the plan.',
    { because: 'expired' },
  );

export const anotherPlan = (): Fault =>
  new Fault(
    'Stale',
    'this link asks about a plan that no longer stands',
    'Sign in to see what stands now; a new plan brings a new letter.',
    { because: 'another_plan' },
  );
