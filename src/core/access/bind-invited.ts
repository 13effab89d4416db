import type { Instant } from '../../contracts/instant.ts';
import type { User } from '../../contracts/stored.ts';
import { commit } from '../ledger/commit.ts';
import { keys, tenantLog } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, create, remove, shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';
import { mailKey } from './mail-key.ts';
import { ownersWith } from './owners.ts';

/**
 * Makes whoever signs in for the first time the user who was invited by their mail; undefined when nobody was. One
 * transaction takes the invitation away and writes the subject down: of two who come at once one is let in, and nobody is
 * ever bound twice. `claims` are those of a token whose signature, issuer, audience and times have been proven.
 */
export async function bindInvited(
  records: Records,
  { issuer, subject, claims }: { issuer: string; subject: string; claims: Readonly<Record<string, unknown>> },
  now: Instant,
): Promise<User | undefined> {
  const mail = verifiedMail(claims);
  if (mail === undefined) return undefined;
  const place = (await load(records, shapes.invitation, keys.invitation(mail)))?.value;
  // Gone since somebody looked: by their own other request, perhaps, which has made them known.
  if (place === undefined || place.expiresAt <= now) return boundAs(records, issuer, subject);
  const { tenant } = place;
  const { user: id } = await commit<{ user: string }>(records, { tenant, incident: tenantLog }, async () => {
    const nobody = { output: { user: '' } };
    const key = keys.person(issuer, subject);
    const known = await load(records, shapes.person, key);
    // Their own second request, a moment later.
    if (known !== undefined) return { output: { user: known.value.tenant === tenant ? known.value.user : '' } };
    const invitation = await load(records, shapes.invitation, keys.invitation(mail));
    if (invitation === undefined || invitation.value.tenant !== tenant || invitation.value.expiresAt <= now)
      return nobody;
    const stored = await load(records, shapes.user, keys.user(tenant, invitation.value.user));
    if (stored === undefined) return nobody;
    const { invitedUntil: _, ...user } = stored.value;
    if (user.person !== undefined || user.roles.length === 0 || mailKey(user.mail) !== mail) return nobody;
    const bound: User = { ...user, person: { issuer, subject } };
    return {
      output: { user: user.id },
      writes: [
        create(shapes.person, key, { issuer, subject, tenant, user: user.id, at: now }),
        change(shapes.user, stored, bound),
        remove(invitation),
        ...(await ownersWith(records, bound, true)),
      ],
      log: [
        {
          at: now,
          actor: { kind: 'person', id: user.id },
          event: 'user_bound',
          about: user.id,
          detail: { issuer, subject, mail },
        },
      ],
    };
  });
  // Nothing was written, so nothing was compared: their other request may have been done between two of the reads above.
  if (id === '') return boundAs(records, issuer, subject);
  return (await load(records, shapes.user, keys.user(tenant, id)))?.value;
}

async function boundAs(records: Records, issuer: string, subject: string): Promise<User | undefined> {
  const person = (await load(records, shapes.person, keys.person(issuer, subject)))?.value;
  return person && (await load(records, shapes.user, keys.user(person.tenant, person.user)))?.value;
}

/** The address the issuer says it has verified. A gateway hands every claim on as text. */
function verifiedMail({ email, email_verified: verified }: Readonly<Record<string, unknown>>): string | undefined {
  return verified === true || verified === 'true' ? mailKey(email) : undefined;
}
