import { Fault } from '../../contracts/fault.ts';
import type { Hold } from '../../contracts/remediation.ts';
import { askLetter, endedLetter } from '../approvals/hold-letters.ts';
import { linksSecret, signLink } from '../approvals/link.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId } from '../ledger/digest.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';
import type { LettersDue, Reachable } from './letters-due.ts';
import { nonceOf, note, noteKey, noting } from './notices.ts';

export type PostUse = Pick<Ports, 'clock' | 'records' | 'settings' | 'secrets' | 'site' | 'mail'>;

/**
 * One letter to one person, and the note that it was taken. `overtaken`: the hold no longer stands as it did, so the letter
 * would say what is not true any more. Throws Unavailable or Exhausted where it may go later.
 */
export async function postLetter(
  ports: PostUse,
  due: LettersDue,
  user: Reachable,
): Promise<'sent' | 'refused' | 'off' | 'overtaken'> {
  const { records } = ports;
  const { hold, now, as } = due;
  const { tenant, incident } = hold;
  const stands = await load(records, shapes.hold, keys.hold(tenant, incident, hold.id));
  if (stands === undefined || isOvertaken(due, stands.value, ports.clock.now())) return 'overtaken';
  const [letters, head, proposal] = await Promise.all([
    ports.settings.read(tenant, 'letters'),
    need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`),
    need(records, shapes.proposal, keys.proposal(tenant, incident, hold.proposal), `proposal ${hold.proposal}`),
  ]);
  const about = { letters: letters.value, user, incident: head.value, hold, proposal: proposal.value };
  const letter =
    as.kind === 'ask'
      ? askLetter(about, await addressFor(ports, due, user))
      : endedLetter(about, { as: as.ending, by: as.by, at: as.at });
  const id = derivedId(hold.id, hold.planHash, user.id, as.kind);
  const answer = await ports.mail.send({ to: user.mail, ...letter, id });
  if (answer === 'off') return answer;
  if (answer === 'sent') {
    await note(records, hold, user.id, as.kind === 'ask' ? { askedAt: now } : { toldAt: now });
    return answer;
  }
  await commit(records, { tenant, incident }, async () => {
    const standing = await load(records, shapes.notice, noteKey(hold, user.id));
    return {
      output: null,
      writes: [noting(hold, user.id, standing, { refusedAt: now })],
      // The address itself is nobody's business who reads the log.
      log: [entry('deliver-outbox', now, 'notice_refused', hold.id, { user: user.id, letter: as.kind })],
    };
  });
  return answer;
}

const isOvertaken = ({ as, hold }: LettersDue, stands: Hold, now: string): boolean =>
  as.kind === 'ended'
    ? stands.status !== hold.status
    : (stands.status !== 'pending' && stands.status !== 'info_needed') || stands.expiresAt <= now;

/** The page with this person's own link behind the `#`: a browser never sends that part to anybody. */
async function addressFor({ secrets, site }: PostUse, { hold }: LettersDue, user: Reachable): Promise<string> {
  const { url } = site.facts();
  if (url === undefined)
    throw new Fault('Unavailable', 'this home does not know its own address', 'Name it: mendgate start --url ADDRESS');
  const [key] = await secrets.read(linksSecret);
  if (key === undefined)
    throw new Fault('Unavailable', `there is no secret ${linksSecret}`, 'Make one: docs/operate.md, "Mail".');
  const { tenant, incident, planHash, expiresAt } = hold;
  const nonce = nonceOf(hold, user.id);
  const link = { tenant, incident, hold: hold.id, approver: user.id, planHash, expiresAt, nonce };
  return `${url.replace(/\/$/, '')}/decide#${signLink(link, key)}`;
}
