import type { Command } from 'commander';
import type { Me, ShownUser, SignInLink, UserAdded } from '../../contracts/api/users.ts';
import { plainLine } from '../../contracts/plain-text.ts';
import { Role } from '../../contracts/stored.ts';
import { signsInByLinks } from '../only-here.ts';
import { everyPage } from '../pages.ts';
import { json, line, table } from '../print.ts';
import { sessionOf } from '../session.ts';

const collect = (value: string, so: string[] | undefined): string[] => [...(so ?? []), value];
const roleHelp = `${Role.options.join(', ')}; may be given more than once`;
const pathOf = (id: string): string => `/api/v1/users/${encodeURIComponent(id)}`;

interface Adding {
  role: string[];
  name?: string;
  mail?: string;
  subject?: string;
  issuer?: string;
}
interface Changing {
  role?: string[];
  name?: string;
  /** False: taken away. */
  mail?: string | false;
  remove?: true;
  signOut?: true;
}

export function userCommands(program: Command): void {
  const users = program.command('users').description('who may come in, and as what');
  users
    .command('list')
    .description('everybody, those who were removed too')
    .action(async (_options: object, command: Command) => {
      const session = sessionOf(command);
      const items = await everyPage<ShownUser>(session.client(), '/api/v1/users');
      if (session.format === 'json') return json({ items, cursor: null });
      const rows = items.map((it) => [it.id, it.roles.join(', ') || '-', it.signIn, it.mail ?? '-', it.name]);
      table(
        ['ID', 'ROLES', 'SIGN-IN', 'MAIL', 'NAME'],
        rows.map((row) => row.map(plainLine)),
      );
    });
  users
    .command('add <id>')
    .description('lets somebody in: prints their sign-in link, or until when their invitation stands')
    .requiredOption('--role <role>', roleHelp, collect)
    .option('--name <name>', 'as people call them (default: the id)')
    .option('--mail <address>', 'where letters go; in AWS their first sign-in with it verified makes it them')
    .option('--subject <subject>', 'in AWS: what the issuer calls them (the sub of their tokens)')
    .option('--issuer <url>', 'in AWS: the issuer, when a wrong one is to be refused')
    .action(async (id: string, { role, name, ...rest }: Adding, command: Command) => {
      const session = sessionOf(command);
      const asked = { id, name: name ?? id, roles: role, ...rest };
      const { body } = await session.client().send<UserAdded>('POST', '/api/v1/users', asked);
      if (session.format === 'json') return json(body);
      line(`${body.user.id} is ${body.user.roles.join(', ')}.`);
      if (body.signIn !== undefined) showLink(body.signIn);
      if (body.user.invitedUntil !== undefined)
        line(
          `Invited: their first sign-in with the verified mail ${body.user.mail} until ${body.user.invitedUntil} is theirs.`,
        );
    });
  users
    .command('change <id>')
    .description('other roles, mail or name; what is not named stays')
    .option('--role <role>', `all the roles they have from now on: ${roleHelp}`, collect)
    .option('--name <name>', 'as people call them')
    .option('--mail <address>', 'another address; where they are only invited, the invitation begins anew')
    .option('--no-mail', 'takes the address away, and an invitation with it')
    .option('--remove', 'takes every role away: they can do nothing any more')
    .option('--sign-out', 'ends all their sessions and tokens')
    .action(async (id: string, { role, name, mail, remove, signOut }: Changing, command: Command) => {
      const session = sessionOf(command);
      const client = session.client();
      const { version } = await client.get<ShownUser>(pathOf(id));
      const edit = {
        ...(remove ? { roles: [] } : role !== undefined && { roles: role }),
        ...(name !== undefined && { name }),
        ...(mail !== undefined && { mail: mail === false ? null : mail }),
        ...(signOut && { signOut }),
      };
      const { body } = await client.send<ShownUser>('PUT', pathOf(id), edit, { 'if-match': `"${version}"` });
      if (session.format === 'json') return json(body);
      line(`${body.id}: ${body.roles.join(', ') || 'removed'}, ${body.signIn}${body.mail ? `, ${body.mail}` : ''}`);
    });

  program
    .command('sign-in')
    .description(
      'prints an address that opens the console once, signed in; for this machine’s owner unless --user is given',
    )
    .option('--user <id>', 'whom it signs in')
    .action(async ({ user }: { user?: string }, command: Command) => {
      const session = sessionOf(command);
      const client = session.client();
      await signsInByLinks(client);
      const id = user ?? (await client.get<Me>('/api/v1/me')).id;
      const { body } = await client.send<SignInLink>('POST', `${pathOf(id)}/sign-in-link`, '');
      if (session.format === 'json') return json(body);
      showLink(body);
    });
}

function showLink({ link, user, expiresAt }: SignInLink): void {
  line(link);
  line(`Whoever opens it first, until ${expiresAt}, is signed in as ${user}. It is not shown again.`);
}
