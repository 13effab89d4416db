import { Fault } from '../../contracts/fault.ts';
import { type Instant, plusSeconds } from '../../contracts/instant.ts';
import type { Ticket, Token, User } from '../../contracts/stored.ts';
import { commit } from '../ledger/commit.ts';
import { keys, tenantLog } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, create, remove, type Stored, shapes, unchanged } from '../ledger/shapes.ts';
import type { Ports, Records } from '../ports.ts';
import { hashOf } from './sign-in-code.ts';

/** However busy it is, a session ends after this. */
export const sessionSeconds = 7 * 24 * 3600;
const idleSeconds = 12 * 3600;
/** How exactly its last use is known: a page that polls must not write with each look. */
const seenSeconds = 600;

/**
 * Signs in by a code, which is used up with it: of two who come at once with one code, one is let in. Throws Unauthorized for
 * a code that is unknown, used, over, or that of somebody who was removed or signed out since, and does not say which.
 */
export async function openSession(
  { records, clock, ids }: Pick<Ports, 'records' | 'clock' | 'ids'>,
  code: string,
): Promise<{ session: string; user: User; expiresAt: Instant }> {
  const refused = () =>
    new Fault(
      'Unauthorized',
      'this sign-in link is not good any more',
      'Get a fresh one: mendgate sign-in, or ask an owner.',
    );
  const at = keys.ticket(hashOf(code));
  const { tenant, user: id } = (await load(records, shapes.ticket, at))?.value ?? {};
  if (tenant === undefined || id === undefined) throw refused();
  const session = ids.secret();
  const sha256 = hashOf(session);
  const { expiresAt } = await commit<{ expiresAt: Instant }>(records, { tenant, incident: tenantLog }, async () => {
    const now = clock.now();
    const ticket = await load(records, shapes.ticket, at);
    if (ticket === undefined || ticket.value.purpose !== 'sign-in' || ticket.value.expiresAt <= now) throw refused();
    const user = await load(records, shapes.user, keys.user(tenant, id));
    if (user === undefined || user.value.roles.length === 0 || isEnded(ticket.value, user.value)) throw refused();
    const expiresAt = plusSeconds(now, sessionSeconds);
    const token: Token = { sha256, tenant, user: id, madeBy: 'sign-in', at: now, seenAt: now, expiresAt };
    return {
      output: { expiresAt },
      writes: [remove(ticket), create(shapes.token, keys.token(sha256), token), unchanged(user)],
      log: [
        {
          at: now,
          actor: { kind: 'person', id },
          event: 'signed_in',
          about: id,
          detail: { session: sha256.slice(0, 12), expiresAt },
        },
      ],
    };
  });
  const user = await load(records, shapes.user, keys.user(tenant, id));
  if (user === undefined) throw refused();
  return { session, user: user.value, expiresAt };
}

/** A link nobody has opened yet is a way in like any other: it ends with the tokens and sessions of its user. */
const isEnded = ({ at }: Ticket, { tokensFrom }: User): boolean =>
  tokensFrom !== undefined && (at === undefined || at <= tokensFrom);

/** Whether a session was left alone for too long. */
export const isIdle = ({ seenAt, at }: Token, now: Instant): boolean => {
  const last = seenAt ?? at;
  return last === undefined || plusSeconds(last, idleSeconds) <= now;
};

/** Keeps a session that is used from going idle. Whoever was overtaken was overtaken by another use of it, or by its end. */
export async function seen(records: Pick<Records, 'write'>, session: Stored<Token>, now: Instant): Promise<void> {
  const { seenAt } = session.value;
  if (seenAt !== undefined && plusSeconds(seenAt, seenSeconds) > now) return;
  await records.write([change(shapes.token, session, { ...session.value, seenAt: now })]);
}
