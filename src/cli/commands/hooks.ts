import type { Command } from 'commander';
import { Source } from '../../contracts/alert.ts';
import type { HookSecret, NewHook, ShownHook } from '../../contracts/api/hooks.ts';
import { Fault } from '../../contracts/fault.ts';
import { addressedHooks } from '../../runtime/local/alarm.ts';
import type { Client } from '../client.ts';
import { everyPage } from '../pages.ts';
import { json, line, paint } from '../print.ts';
import { sessionOf } from '../session.ts';

interface Adding {
  source: string;
  cluster: string;
  header?: string;
  basic?: string;
  sns?: string[];
}

export function hookCommands(program: Command): void {
  const hooks = program.command('hooks').description('where senders post their alarms, and what proves them');
  hooks
    .command('list', { isDefault: true })
    .description('all of them; on this machine with the headers that prove a sender')
    .action(async (_options: object, command: Command) => {
      const session = sessionOf(command);
      const client = session.client();
      const known = await everyPage<ShownHook>(client, '/api/v1/hooks');
      const items = session.here
        ? await addressedHooks(session.data, known)
        : known.map((hook) => ({ ...hook, url: client.address + hook.path }));
      if (session.format === 'json') return json({ items, cursor: null });
      for (const hook of items) {
        line(`${paint('bold', hook.id)}  ${hook.source}  POST ${hook.url}`);
        if (hook.auth.kind === 'sns') for (const topic of hook.auth.topics) line(`  ${topic}`);
        else if ('headers' in hook) showHeaders(hook.headers);
        else
          line(
            `  ${hook.auth.kind}: its secret was shown when it was made; ${session.called} hooks rotate ${hook.id} makes another`,
          );
      }
    });
  hooks
    .command('add <id>')
    .description('opens an address for a sender; its secret is shown this once')
    .requiredOption('--source <source>', `one of ${Source.options.join(', ')}`)
    .requiredOption('--cluster <cluster>', 'the cluster of alarms that name none')
    .option('--header <name>', 'the sender proves itself by a header of its own (default: Authorization: Bearer)')
    .option('--basic <user>', 'the sender proves itself by basic auth, as this user')
    .option('--sns <topic>', 'the ARN of a topic of Amazon SNS that may send; may be given more than once', collect)
    .action(async (id: string, options: Adding, command: Command) => {
      const session = sessionOf(command);
      const client = session.client();
      const asked = { id, source: options.source, cluster: options.cluster, auth: authOf(options) };
      const { body } = await client.send<HookSecret>('POST', '/api/v1/hooks', asked);
      if (session.format === 'json') return json(body);
      showSecret(client, body);
    });
  hooks
    .command('rotate <id>')
    .description('makes a hook a new secret, shown this once; the one until now is taken as well, until the next')
    .action(async (id: string, _options: object, command: Command) => {
      const session = sessionOf(command);
      const client = session.client();
      const path = `/api/v1/hooks/${encodeURIComponent(id)}/secret`;
      const { body } = await client.send<HookSecret>('POST', path, '');
      if (session.format === 'json') return json(body);
      showSecret(client, body);
      line('Both are taken now. Functions in AWS learn of it within two minutes: change the sender after that.');
    });
}

const collect = (value: string, so: string[] | undefined): string[] => [...(so ?? []), value];

function authOf({ header, basic, sns }: Adding): NewHook['auth'] {
  if ([header, basic, sns].filter((one) => one !== undefined).length > 1)
    throw new Fault('Malformed', '--header, --basic, --sns', 'A sender proves itself in one way: name one of them.');
  if (sns !== undefined) return { kind: 'sns', topics: sns };
  if (header !== undefined) return { kind: 'header', header: header.toLowerCase() };
  return basic === undefined ? { kind: 'bearer' } : { kind: 'basic', user: basic };
}

function showSecret(client: Client, { hook, headers, secret }: HookSecret): void {
  line(`${paint('bold', hook.id)}  ${hook.source}  POST ${client.address}${hook.path}`);
  showHeaders(headers);
  line(secret === undefined ? 'No secret: Amazon SNS signs what it sends.' : 'The secret is not shown again.');
}

function showHeaders(headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) line(`  ${name}: ${value}`);
}
