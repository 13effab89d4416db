import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Fault, faults } from '../../contracts/fault.ts';
import type { Json } from '../../contracts/json.ts';
import { SettingName } from '../../contracts/settings.ts';
import { catalogueOf, checkSetting } from '../../runtime/local/catalogue.ts';
import { json, line, paint, table } from '../print.ts';
import { sessionOf } from '../session.ts';
import type { Listed } from '../shown.ts';

export function administrationCommands(program: Command): void {
  const stop = (name: string, stopped: boolean, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--all', 'everything: it is the only way there is')
      .action(async (options: { all?: boolean }, command: Command) => {
        if (stopped && !options.all)
          throw new Fault('Malformed', 'stop what?', 'mendgate stop --all stops everything that has not run yet.');
        const session = sessionOf(command);
        const { body } = await session.client().send<{ stopped: boolean }>('PUT', '/api/v1/stop', { stopped });
        if (session.format === 'json') return json(body);
        line(
          stopped
            ? `${paint('red', 'Stopped')}: nothing new is run until \`${session.called} resume\`. A plan already approved whose turn comes meanwhile is not run: it is made anew and asked about again.`
            : `${paint('green', 'Running')} again.`,
        );
      });
  stop('stop', true, 'the kill switch: nothing new is run');
  stop('resume', false, 'takes the kill switch back');

  const settings = program.command('settings').description('policy, limits and times: whole documents, versioned');
  settings
    .command('get <name>')
    .description(`one of ${SettingName.options.join(', ')}`)
    .action(async (name: string, _options: object, command: Command) => {
      json(
        await sessionOf(command)
          .client()
          .get<{ [key: string]: Json }>(`/api/v1/settings/${encodeURIComponent(name)}`),
      );
    });
  settings
    .command('put <name> <file>')
    .description('replaces a document as a whole, over the version that stands')
    .action(async (name: string, file: string, _options: object, command: Command) => {
      const client = sessionOf(command).client();
      const { version } = await client.get<{ version: number }>(`/api/v1/settings/${encodeURIComponent(name)}`);
      const { body } = await client.send<{ [key: string]: Json }>(
        'PUT',
        `/api/v1/settings/${encodeURIComponent(name)}`,
        textOf(file),
        { 'if-match': `"${version}"` },
      );
      json(body);
    });

  program
    .command('policy')
    .description('the policy document')
    .command('check <file>')
    .description('validates a policy file without using it')
    .action((file: string, _options: object, command: Command) => {
      checkSetting('policy', textOf(file));
      if (sessionOf(command).format === 'json') json({ ok: true });
      else line(`${paint('green', 'Valid')}: ${file}`);
    });

  program
    .command('catalogue <what>')
    .description('what this build knows: causes, actions, sources, errors')
    .action((what: string, _options: object, command: Command) => {
      const items =
        what === 'errors'
          ? Object.entries(faults).map(([word, rest]) => ({
              id: word,
              title: `HTTP ${rest.status}, exit ${rest.exit}${rest.retryable ? ', may be tried again' : ''}`,
            }))
          : catalogueOf(what);
      if (sessionOf(command).format === 'json') return json({ items, cursor: null });
      table(
        ['ID', 'WHAT'],
        items.map((item) => [item.id, item.title]),
      );
    });

  const letters = program.command('dead-letters').description('alarms that came and could not be read');
  letters
    .command('list')
    .description('what lies there')
    .action(async (_options: object, command: Command) => {
      const session = sessionOf(command);
      const page = await session
        .client()
        .get<Listed<{ id: string; hook: string; at: string; why: string; replayedAt?: string }>>(
          '/api/v1/dead-letters',
        );
      if (session.format === 'json') return json(page);
      if (page.items.length === 0) return line('No dead letters.');
      table(
        ['ID', 'HOOK', 'AT', 'REPLAYED', 'WHY'],
        page.items.map((it) => [it.id, it.hook, it.at, it.replayedAt ?? '-', it.why]),
      );
    });
  letters
    .command('show <id>')
    .description('one of them, with its bytes')
    .action(async (id: string, _options: object, command: Command) => {
      json(
        await sessionOf(command)
          .client()
          .get<{ [key: string]: Json }>(`/api/v1/dead-letters/${encodeURIComponent(id)}`),
      );
    });
  letters
    .command('replay <id> [file]')
    .description('takes it again, as it came or as corrected in a file')
    .action(async (id: string, file: string | undefined, _options: object, command: Command) => {
      const { body } = await sessionOf(command)
        .client()
        .send<{ [key: string]: Json }>(
          'POST',
          `/api/v1/dead-letters/${encodeURIComponent(id)}/replay`,
          file === undefined ? '' : textOf(file),
        );
      json(body);
    });
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (thrown) {
    throw new Fault(
      'Malformed',
      `${file} cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`,
      'Name a file, or - for standard input.',
    );
  }
}
