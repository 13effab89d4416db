import type { Decision, Hold } from '../../contracts/remediation.ts';
import type { Notice, User } from '../../contracts/stored.ts';
import type { Ending } from '../approvals/hold-letters.ts';
import { partitionOf, prefixes } from '../ledger/keys.ts';
import { loadAll } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';
import { approversOf } from './approvers.ts';

export type Reachable = User & { mail: string };

/** Who is to be written to about a hold as it stands. */
export interface LettersDue {
  hold: Hold;
  now: string;
  /** Asked for an answer, or told how it ended without them. */
  as: { kind: 'ask' } | { kind: 'ended'; ending: Ending; by: string; at: string };
  people: Reachable[];
  /** What was noted of whoever was written to before. */
  known: Notice[];
}

/**
 * Undefined when there is nothing to say: the hold waits past its time and will be ended by its machine, which then says so.
 * Nobody is asked twice about one plan, and nobody is told of an end who was never asked or brought it about.
 */
export async function lettersDue(records: Records, hold: Hold, now: string): Promise<LettersDue | undefined> {
  const { tenant, incident, id, status } = hold;
  const waits = status === 'pending' || status === 'info_needed';
  if (waits && hold.expiresAt <= now) return undefined;
  const known = (await loadAll(records, shapes.notice, partitionOf(tenant, incident), prefixes.notice(id))).map(
    ({ value }) => value,
  );
  const approvers = await approversOf(records, tenant);
  const reachable = approvers.filter((user): user is Reachable => user.mail !== undefined);
  const of = (user: User) => known.find((notice) => notice.user === user.id);
  if (waits) return { hold, now, as: { kind: 'ask' }, people: reachable.filter((user) => !wasAsked(of(user))), known };

  const decisions = await decidersOf(records, hold);
  const people = reachable.filter((user) => {
    const notice = of(user);
    const heard = notice?.toldAt !== undefined || notice?.refusedAt !== undefined;
    return wasAsked(notice) && !heard && !decisions.some(({ by }) => by === user.id);
  });
  const last = decisions.at(-1);
  const by = approvers.find((user) => user.id === last?.by)?.name ?? last?.by ?? '';
  const at = status === 'expired' ? hold.expiresAt : (last?.at ?? now);
  return { hold, now, as: { kind: 'ended', ending: status, by, at }, people, known };
}

/** Whose link was used has their letter, even if we went down before we could note that it was sent. */
const wasAsked = (notice: Notice | undefined): boolean =>
  notice !== undefined && [notice.askedAt, notice.refusedAt, notice.usedAt].some((at) => at !== undefined);

/** The answers of a hold, oldest first; questions are none. */
async function decidersOf(records: Records, { tenant, incident, id }: Hold): Promise<Decision[]> {
  const all = await loadAll(records, shapes.decision, partitionOf(tenant, incident), prefixes.decision);
  return all
    .map(({ value }) => value)
    .filter(({ hold, verdict }) => hold === id && verdict !== 'need_more_info')
    .toSorted((a, b) => (a.at < b.at ? -1 : 1));
}
