import type { Command } from 'commander';
import type { ShownToken, TokenEnded, TokenMade } from '../../contracts/api/tokens.ts';
import { Fault } from '../../contracts/fault.ts';
import { plainLine } from '../../contracts/plain-text.ts';
import type { Client } from '../client.ts';
import { signsInByLinks } from '../only-here.ts';
import { everyPage } from '../pages.ts';
import { json, line, table } from '../print.ts';
import { sessionOf } from '../session.ts';

const kinds = { start: 'this home', person: 'token', 'sign-in': 'session' } as const;

export function tokenCommands(program: Command): void {
  const tokens = program
    .command('tokens')
    .description('what speaks for people: tokens of programs, sessions of browsers');
  tokens
    .command('list')
    .description('all that stand, none of them in words that open anything')
    .action(async (_options: object, command: Command) => {
      const session = sessionOf(command);
      const items = await tokensOf(session.client());
      if (session.format === 'json') return json({ items, cursor: null });
      const rows = items.map((it) => [
        it.id.slice(0, 12),
        kinds[it.madeBy],
        it.user,
        it.name ?? '-',
        it.seenAt ?? it.at ?? '-',
        it.expiresAt ?? '-',
      ]);
      table(
        ['ID', 'WHAT', 'USER', 'NAME', 'SEEN OR MADE', 'EXPIRES'],
        rows.map((row) => row.map(plainLine)),
      );
    });
  tokens
    .command('add <user>')
    .description('a token that speaks for a user, for a program; shown this once')
    .requiredOption('--name <name>', 'what it is for')
    .option('--days <days>', 'how long it lives, at most 366', '90')
    .action(async (user: string, { name, days }: { name: string; days: string }, command: Command) => {
      const session = sessionOf(command);
      const client = session.client();
      await signsInByLinks(client);
      const { body } = await client.send<TokenMade>('POST', '/api/v1/tokens', { user, name, days: daysOf(days) });
      if (session.format === 'json') return json(body);
      line(body.token);
      line(`Speaks for ${body.user} until ${body.expiresAt}. It is not shown again.`);
    });
  tokens
    .command('end <id>')
    .description('ends a token or a session, by the beginning of its id')
    .action(async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const client = session.client();
      const [match, ...others] = (await tokensOf(client)).filter((it) => it.id.startsWith(id.toLowerCase()));
      if (match === undefined)
        throw new Fault('NotFound', `no token is named ${id}`, `See what there is: ${session.called} tokens list.`);
      if (others.length > 0)
        throw new Fault('Malformed', `${id} fits ${others.length + 1} tokens`, 'Give more of the id.');
      const { body } = await client.send<TokenEnded>('DELETE', `/api/v1/tokens/${match.id}`);
      if (session.format === 'json') return json(body);
      line(`Ended: ${kinds[match.madeBy]} ${match.id.slice(0, 12)} of ${body.user}.`);
    });
}

async function tokensOf(client: Client): Promise<ShownToken[]> {
  await signsInByLinks(client);
  return everyPage(client, '/api/v1/tokens');
}

function daysOf(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 366) return days;
  throw new Fault('Malformed', `--days ${text} is no number of days`, 'Use a whole number from 1 to 366.');
}
