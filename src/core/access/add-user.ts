import type { NewUser, ShownUser } from '../../contracts/api/users.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Actor } from '../../contracts/log.ts';
import type { User } from '../../contracts/stored.ts';
import { commit } from '../ledger/commit.ts';
import { keys, tenantLog } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { create, shapes } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';
import { invitationFor } from './invitation.ts';
import { ownersWith } from './owners.ts';
import { shownUser } from './shown-user.ts';

/**
 * Lets somebody in: as a subject of the issuer, or invited by their mail; where people sign in by links, by a link made
 * afterwards. Throws Conflict when the id, the subject or the address is somebody's, Malformed when they could never come in.
 */
export async function addUser(
  { records, clock, site }: Pick<Ports, 'records' | 'clock' | 'site'>,
  { tenant, by, asked }: { tenant: string; by: Actor; asked: NewUser },
): Promise<ShownUser> {
  const { signIn } = site.facts();
  const person = personIn(asked, signIn);
  const key = keys.user(tenant, asked.id);
  await commit(records, { tenant, incident: tenantLog }, async () => {
    const now = clock.now();
    const { id, name, roles, mail } = asked;
    if ((await load(records, shapes.user, key)) !== undefined)
      throw new Fault('Conflict', `there is a user ${id} already`, 'Choose another id, or change that user.');
    const drafted: User = { id, tenant, roles, name, ...(mail !== undefined && { mail }), ...(person && { person }) };
    const invited = signIn.kind === 'oidc' && person === undefined;
    const { user, writes } = invited
      ? await invitationFor(records, undefined, drafted, { anew: true, now })
      : { user: drafted, writes: [] };
    if (person !== undefined) {
      const at = keys.person(person.issuer, person.subject);
      if ((await load(records, shapes.person, at)) !== undefined)
        throw new Fault(
          'Conflict',
          'that subject is somebody here already',
          'One subject is one person: look at the list.',
        );
      writes.push(create(shapes.person, at, { ...person, tenant, user: id, at: now }));
    }
    return {
      output: null,
      writes: [create(shapes.user, key, user), ...writes, ...(await ownersWith(records, user, !invited))],
      log: [
        {
          at: now,
          actor: by,
          event: 'user_added',
          about: id,
          detail: { name, roles, mail: mail ?? '', issuer: person?.issuer ?? '', subject: person?.subject ?? '' },
        },
      ],
    };
  });
  return shownUser(await need(records, shapes.user, key, `user ${asked.id}`), signIn.kind, clock.now());
}

function personIn(
  { issuer, subject, mail }: NewUser,
  signIn: ReturnType<Ports['site']['facts']>['signIn'],
): User['person'] {
  if (signIn.kind === 'link') {
    if (subject === undefined) return undefined;
    const hint = 'Leave issuer and subject out: a sign-in link comes with the answer.';
    throw new Fault('Malformed', 'subject: this home knows no issuer, people sign in by links', hint);
  }
  if (subject !== undefined) {
    if (issuer === undefined || issuer === signIn.issuer) return { issuer: signIn.issuer, subject };
    const hint = 'The gateway takes tokens of one issuer: whoever another one knows could never sign in.';
    throw new Fault('Malformed', `issuer: it is not ${signIn.issuer}`, hint);
  }
  if (mail !== undefined) return undefined;
  const hint = 'Name the subject the issuer knows them by, or the mail address it has verified.';
  throw new Fault('Malformed', 'neither subject nor mail: they could never sign in', hint);
}
