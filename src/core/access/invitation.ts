import { Fault } from '../../contracts/fault.ts';
import { type Instant, plusSeconds } from '../../contracts/instant.ts';
import type { User } from '../../contracts/stored.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { remove, type Stored, shapes, upsert } from '../ledger/shapes.ts';
import type { Records, Write } from '../ports.ts';
import { mailKey } from './mail-key.ts';

/** Long enough for a holiday, short enough that a forgotten one is no way in for whoever gets the address next. */
const invitedForSeconds = 7 * 24 * 3600;

/**
 * What invitations become when a user changes, and the user with it: one who is bound or removed has none, `anew` begins one
 * for the mail that stands. Throws Conflict when that mail is invited as somebody else.
 */
export async function invitationFor(
  records: Pick<Records, 'get'>,
  before: User | undefined,
  after: User,
  how: { anew: boolean; now: Instant },
): Promise<{ user: User; writes: Write[] }> {
  const { now } = how;
  const waits = after.person === undefined && after.roles.length > 0 && after.mail !== undefined;
  const { invitedUntil: _, ...without } = after;
  const old = await invitationOf(records, before);
  if (!waits) return { user: without, writes: old === undefined ? [] : [remove(old)] };
  if (!how.anew) return { user: after, writes: [] };

  const mail = mailKey(after.mail);
  if (mail === undefined)
    throw new Fault('Malformed', 'mail: no address that an invitation could go to', 'Use letters without accents.');
  const key = keys.invitation(mail);
  const standing = await load(records, shapes.invitation, key);
  const { tenant, id } = after;
  const ours = standing?.value.tenant === tenant && standing.value.user === id;
  if (standing !== undefined && !ours && standing.value.expiresAt > now)
    throw new Fault(
      'Conflict',
      'that mail address is invited already, as somebody else',
      'One address is one person: give the other user another one, or wait until their invitation has expired.',
    );
  const expiresAt = plusSeconds(now, invitedForSeconds);
  const moved = old !== undefined && old.value.mail !== mail ? [remove(old)] : [];
  const writes = [...moved, upsert(shapes.invitation, key, standing, { mail, tenant, user: id, expiresAt })];
  return { user: { ...without, invitedUntil: expiresAt }, writes };
}

/** The invitation that stands for a user, expired or not. */
async function invitationOf(records: Pick<Records, 'get'>, user: User | undefined) {
  const mail = mailKey(user?.mail);
  if (mail === undefined || user === undefined) return undefined;
  const found: Stored<{ mail: string; tenant: string; user: string; expiresAt: string }> | undefined = await load(
    records,
    shapes.invitation,
    keys.invitation(mail),
  );
  return found?.value.tenant === user.tenant && found.value.user === user.id ? found : undefined;
}
