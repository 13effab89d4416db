import type { Command } from 'commander';
import type { ClusterConfig } from '../../contracts/clusters.ts';
import { asFault, Fault } from '../../contracts/fault.ts';
import { startHome } from '../../runtime/local/start.ts';
import { line, remark } from '../print.ts';
import { sessionOf } from '../session.ts';
import { defaultKubeconfig } from './diagnose.ts';

interface Options {
  port: string;
  practice?: boolean;
  practiceReset?: boolean;
  kubeconfig?: string;
  context?: string;
  rehearserContext?: string;
  executorContext?: string;
  cluster?: string;
  houseRules?: string;
  smtp?: string;
  mailFrom?: string;
  url?: string;
}

export function startCommand(program: Command): void {
  program
    .command('start')
    .description('the one-machine home: takes alarms, investigates, asks you, mends')
    .option('--port <port>', 'where it answers on 127.0.0.1; 0 takes any free one', '4650')
    .option('--practice', 'play an outage in the built-in practice cluster (the default without --context)')
    .option('--practice-reset', 'begin the practice outage anew')
    .option('--kubeconfig <file>', 'kubeconfig to use')
    .option('--context <name>', 'context to read a real cluster with: read-only until the others are named')
    .option('--rehearser-context <name>', 'context for dry runs')
    .option('--executor-context <name>', 'context that may change things, after a yes')
    .option('--cluster <name>', 'what alarms call this cluster (default: the name of the context)')
    .option('--house-rules <dir>', 'policy, limits and times of your own')
    .option(
      '--smtp <url>',
      'mail server for letters: smtp://user@host:587 or smtps://; its password: MENDGATE_SMTP_PASSWORD',
    )
    .option('--mail-from <address>', 'whom the letters are from')
    .option('--url <url>', 'where people reach it, when a proxy stands before it: https://mendgate.example.com')
    .action(async (options: Options, command: Command) => {
      const session = sessionOf(command);
      const cluster = clusterOf(options);
      const practice = (options.practice ?? false) || (options.practiceReset ?? false) || cluster === undefined;
      const { called } = session;
      const home = await startHome({
        data: session.data,
        port: portOf(options.port),
        practice,
        practiceReset: options.practiceReset ?? false,
        ...(cluster && { cluster }),
        ...(options.houseRules !== undefined && { houseRules: options.houseRules }),
        ...(options.smtp !== undefined && { smtp: options.smtp }),
        ...(options.mailFrom !== undefined && { mailFrom: options.mailFrom }),
        ...(process.env.MENDGATE_SMTP_PASSWORD !== undefined && { smtpPassword: process.env.MENDGATE_SMTP_PASSWORD }),
        ...(options.url !== undefined && { url: options.url }),
        command: called,
        say: line,
        complain: (what, thrown) => remark(`${new Date().toISOString()} ${what}: ${asFault(thrown).message}`),
      });
      line(`Mendgate answers at ${home.address}`);
      line(`  data      ${session.data}`);
      line(`  sign in   ${home.signIn}  (once, within ten minutes; another one: ${called} sign-in)`);
      if (options.url?.startsWith('http:'))
        remark('  --url without https: sessions and tokens travel readable to everybody on the way');
      if (practice) line('  cluster   practice: a built-in stand-in; nothing real is touched');
      if (cluster?.kind === 'kubeconfig')
        line(
          `  cluster   ${cluster.id}: ${cluster.executor === undefined ? 'read-only (name --executor-context to let approved plans run)' : `plans run as ${cluster.executor} after a yes`}`,
        );
      if (options.smtp !== undefined)
        line(`  letters   from ${options.mailFrom}, to approvers and owners with a mail address`);
      if (home.defaulted.length > 0 && options.houseRules !== undefined)
        line(`  defaults  ${home.defaulted.join(', ')}: not in ${options.houseRules}`);
      // A home outlives the terminal or the pipe that shows it.
      process.stdout.removeAllListeners('error').on('error', () => undefined);
      line('  stop      Ctrl+C: everything is kept, and goes on at the next start');
      line();
      await untilSignal();
      await home.stop();
    });
}

const untilSignal = (): Promise<void> =>
  new Promise((resolve) => {
    // Something must keep the process alive beside the server, whose connections may all end.
    const alive = setInterval(() => undefined, 2 ** 30);
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        clearInterval(alive);
        resolve();
      });
  });

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Fault('Malformed', `--port ${text} is no port`, 'Use a number from 0 to 65535.');
  return port;
}

function clusterOf(options: Options): ClusterConfig | undefined {
  if (options.context === undefined) {
    if (options.kubeconfig === undefined) return undefined;
    throw new Fault(
      'Malformed',
      '--kubeconfig without --context',
      'Name the context: Mendgate never guesses which cluster you mean.',
    );
  }
  return {
    kind: 'kubeconfig',
    id: options.cluster ?? options.context,
    path: options.kubeconfig ?? defaultKubeconfig(),
    reader: options.context,
    ...(options.rehearserContext !== undefined && { rehearser: options.rehearserContext }),
    ...(options.executorContext !== undefined && { executor: options.executorContext }),
  };
}
