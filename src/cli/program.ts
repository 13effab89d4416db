import { Command, CommanderError } from 'commander';
import { asFault, faults } from '../contracts/fault.ts';
import { administrationCommands } from './commands/administration.ts';
import { alarmCommands } from './commands/alarms.ts';
import { auditCommands } from './commands/audit.ts';
import { clusterCommands } from './commands/clusters.ts';
import { decisionCommands } from './commands/decisions.ts';
import { diagnoseCommands } from './commands/diagnose.ts';
import { hookCommands } from './commands/hooks.ts';
import { incidentCommands } from './commands/incidents.ts';
import { startCommand } from './commands/start.ts';
import { tokenCommands } from './commands/tokens.ts';
import { userCommands } from './commands/users.ts';
import { watchCommand } from './commands/watch.ts';
import { version } from './version.ts';

/** The command line. Exit codes: 0 done, 1 bad news, 2 wrong use, 3 the world failed. */
export function buildProgram(): Command {
  const program = new Command('mendgate')
    .description('Turns alarms into fixes that wait for your yes.')
    .version(version)
    .option('--data <dir>', 'data directory (default: $XDG_DATA_HOME/mendgate)')
    .option('--server <url>', 'another home than the one of the data directory')
    .option('--token <token>', 'token for --server (or MENDGATE_TOKEN)')
    .option('--format <format>', 'table or json')
    .option('--yes', 'do not ask back')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .showHelpAfterError('(mendgate --help shows the commands)');
  startCommand(program);
  incidentCommands(program);
  watchCommand(program);
  decisionCommands(program);
  diagnoseCommands(program);
  alarmCommands(program);
  auditCommands(program);
  clusterCommands(program);
  userCommands(program);
  hookCommands(program);
  tokenCommands(program);
  administrationCommands(program);
  return program;
}

export async function main(argv: readonly string[]): Promise<void> {
  // Whoever reads us may have seen enough (`| head`): then there is nobody left to tell.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  try {
    await buildProgram().parseAsync([...argv], { from: 'user' });
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      // Help and version are no errors; everything else commander refuses is wrong use.
      process.exitCode = thrown.exitCode === 0 ? 0 : 2;
      return;
    }
    const fault = asFault(thrown);
    process.stderr.write(`mendgate: ${fault.message}\n  ${fault.hint}\n`);
    if (fault.word === 'Bug' && thrown instanceof Error && process.env.MENDGATE_DEBUG !== undefined)
      process.stderr.write(`${thrown.stack}\n`);
    process.exitCode = faults[fault.word].exit;
  }
}
