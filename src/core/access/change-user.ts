import type { ShownUser, UserEdit } from '../../contracts/api/users.ts';
import type { Actor } from '../../contracts/log.ts';
import type { User } from '../../contracts/stored.ts';
import { commit } from '../ledger/commit.ts';
import { keys, tenantLog } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { change, type Stored, shapes } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';
import { invitationFor } from './invitation.ts';
import { ownersWith } from './owners.ts';
import { shownUser } from './shown-user.ts';

/** What an edit must name in `If-Match`. */
export const userTag = ({ rev }: Pick<Stored<User>, 'rev'>): string => `"${rev}"`;

/**
 * Changes a user over the version the editor saw: `fits` throws for the version that stands when it is not that one. Throws
 * Impossible when nobody would be left who could let anybody in.
 */
export async function changeUser(
  { records, clock, site }: Pick<Ports, 'records' | 'clock' | 'site'>,
  { tenant, by, id, edit, fits }: { tenant: string; by: Actor; id: string; edit: UserEdit; fits(tag: string): void },
): Promise<ShownUser> {
  const { kind } = site.facts().signIn;
  const what = [keys.user(tenant, id), `user ${id}`] as const;
  await commit(records, { tenant, incident: tenantLog }, async () => {
    const now = clock.now();
    const stored = await need(records, shapes.user, ...what);
    const before = stored.value;
    fits(userTag(stored));
    const drafted = edited(before, edit, now);
    const back = before.roles.length === 0 && drafted.roles.length > 0;
    const anew = (edit.mail !== undefined && edit.mail !== null) || back;
    const { user, writes } =
      kind === 'oidc' ? await invitationFor(records, before, drafted, { anew, now }) : { user: drafted, writes: [] };
    const canSignIn = kind === 'link' || user.person !== undefined;
    return {
      output: null,
      writes: [change(shapes.user, stored, user), ...writes, ...(await ownersWith(records, user, canSignIn))],
      log: [
        {
          at: now,
          actor: by,
          event: 'user_changed',
          about: id,
          detail: {
            fields: Object.keys(edit),
            roles: user.roles,
            rolesBefore: before.roles,
            mail: user.mail ?? '',
            mailBefore: before.mail ?? '',
          },
        },
      ],
    };
  });
  return shownUser(await need(records, shapes.user, ...what), kind, clock.now());
}

function edited(before: User, { name, mail, roles, signOut }: UserEdit, now: string): User {
  const { mail: _, ...rest } = before;
  const kept = mail === null ? undefined : (mail ?? before.mail);
  const removed = roles?.length === 0 && before.roles.length > 0;
  return {
    ...rest,
    ...(kept !== undefined && { mail: kept }),
    ...(name !== undefined && { name }),
    ...(roles !== undefined && { roles }),
    // Whoever comes back one day comes back by a sign-in, not by a token that lay around.
    ...((signOut === true || removed) && { tokensFrom: now }),
  };
}
