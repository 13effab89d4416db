import type { Incident } from '../../contracts/incident.ts';
import type { Letters } from '../../contracts/letters.ts';
import type { Hold, Proposal } from '../../contracts/remediation.ts';
import type { User } from '../../contracts/stored.ts';
import { type WrittenLetter, writeLetter } from './letter.ts';

/** What both letters are about: whoever they go to, and the plan. */
export interface AboutHold {
  letters: Letters;
  user: Pick<User, 'name'>;
  incident: Pick<Incident, 'id' | 'title' | 'cluster'>;
  hold: Pick<Hold, 'code' | 'expiresAt'>;
  proposal: Pick<Proposal, 'plan' | 'cluster'>;
}

/** More lines of evidence than that nobody reads on a phone; the page behind the link has them all. */
const evidenceAtMost = 6;

/** Asks for a yes or no. `address` is the page with the link of this very person in its fragment. */
export function askLetter(about: AboutHold, address: string): WrittenLetter {
  const { letters, proposal } = about;
  const { evidence } = proposal.plan;
  const more = evidence.length - evidenceAtMost;
  return writeLetter({
    language: letters.language,
    subject: letters.ask.subject,
    paragraphs: letters.ask.paragraphs,
    words: wordsOf(about),
    evidence: [
      ...evidence.slice(0, evidenceAtMost).map(({ from, says }) => `${from}: ${says}`),
      ...(more > 0 ? [`… (+${more})`] : []),
    ],
    link: { address, called: letters.ask.link },
  });
}

export type Ending = keyof Letters['ended']['outcomes'];

/** Tells somebody who was asked that it ended without them. `by` is who decided, where somebody did. */
export function endedLetter(about: AboutHold, ending: { as: Ending; by: string; at: string }): WrittenLetter {
  const { letters } = about;
  const outcome = letters.ended.outcomes[ending.as]
    .replaceAll('{at}', minuteOf(ending.at))
    .replaceAll('{by}', () => ending.by);
  return writeLetter({
    language: letters.language,
    subject: letters.ended.subject,
    paragraphs: letters.ended.paragraphs,
    words: { ...wordsOf(about), outcome },
  });
}

function wordsOf({ user, incident, hold, proposal }: AboutHold): Record<string, string> {
  const { plan } = proposal;
  const { kind, name, container } = plan.target;
  return {
    name: user.name,
    cluster: proposal.cluster,
    namespace: plan.target.namespace ?? '-',
    object: `${kind} ${name}${container === undefined ? '' : ` (${container})`}`,
    alarm: incident.title,
    cause: plan.rootCause,
    plan: plan.title,
    risk: plan.action.risk,
    confidence: `${Math.round(plan.confidence * 100)} %`,
    expires: minuteOf(hold.expiresAt),
    code: hold.code,
    incident: incident.id,
  };
}

/** `2026-03-01 12:00 UTC`: nobody knows where a letter is read. */
const minuteOf = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
