import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { Source } from '../../contracts/alert.ts';
import { Fault } from '../../contracts/fault.ts';
import { readAlarm, sendAlarm } from '../../runtime/local/alarm.ts';
import { json, line } from '../print.ts';
import { sessionOf } from '../session.ts';

export function alarmCommands(program: Command): void {
  const alarm = program.command('alarm').description('alarms as their senders send them');
  alarm
    .command('send <file>')
    .description('post a payload (a file, or - for standard input) as its source would, secret included')
    .requiredOption('--source <source>', `one of ${Source.options.join(', ')}`)
    .action(async (file: string, options: { source: string }, command: Command) => {
      const session = sessionOf(command);
      const answer = await sendAlarm({ data: session.data, source: sourceOf(options.source), bytes: bytesOf(file) });
      if (session.format === 'json') return json(answer);
      line(`Taken: ${answer.alerts} alert${answer.alerts === 1 ? '' : 's'}. Follow it: ${session.called} watch`);
    });
  alarm
    .command('read <file>')
    .description('parse a payload only: prints what would be taken, or why it would be refused')
    .requiredOption('--source <source>', `one of ${Source.options.join(', ')}`)
    .action((file: string, options: { source: string }) => {
      json(readAlarm(sourceOf(options.source), bytesOf(file)));
    });
}

function sourceOf(text: string): Source {
  const source = Source.safeParse(text);
  if (!source.success)
    throw new Fault('Malformed', `${text} is no source`, `Use one of: ${Source.options.join(', ')}.`);
  return source.data;
}

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (thrown) {
    throw new Fault(
      'Malformed',
      `${file} cannot be read: ${thrown instanceof Error ? thrown.message : thrown}`,
      'Name a file, or - for standard input.',
    );
  }
}
