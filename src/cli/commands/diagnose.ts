import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Diagnosis } from '../../contracts/diagnosis.ts';
import { Fault } from '../../contracts/fault.ts';
import { Kind } from '../../contracts/kube.ts';
import { lookOffline, type Place, takeSnapshot } from '../../runtime/local/offline.ts';
import { planText } from '../plan-text.ts';
import { json, line, paint, remark } from '../print.ts';
import { sessionOf } from '../session.ts';

interface Options {
  snapshot?: string;
  kubeconfig?: string;
  context?: string;
  namespace?: string;
  object?: string;
  houseRules?: string;
  timing?: boolean;
}

export function diagnoseCommands(program: Command): void {
  where(
    program.command('diagnose').description('diagnosis alone, read-only: of a snapshot directory or of a live cluster'),
  ).action(async (options: Options, command: Command) => {
    const session = sessionOf(command);
    const began = performance.now();
    const { diagnosis } = await lookOffline(placeOf(options), scopeOf(options), {
      plans: false,
      ...(options.houseRules !== undefined && { houseRules: options.houseRules }),
    });
    if (options.timing) remark(`took ${Math.round(performance.now() - began)} ms`);
    if (session.format === 'json') json(diagnosis);
    else printDiagnosis(diagnosis);
    // Findings are bad news; being blind is not knowing, which is no good news either.
    if (!diagnosis.healthy) process.exitCode = 1;
  });

  where(
    program
      .command('plan')
      .description('diagnosis plus the plan it would propose, and what policy would do with it; changes nothing'),
  ).action(async (options: Options, command: Command) => {
    const session = sessionOf(command);
    const { diagnosis, plans, unplanned } = await lookOffline(placeOf(options), scopeOf(options), {
      plans: true,
      ...(options.houseRules !== undefined && { houseRules: options.houseRules }),
    });
    if (session.format === 'json') json({ diagnosis, plans, unplanned });
    else {
      printDiagnosis(diagnosis);
      for (const { plan, policy } of plans)
        line(
          `\n${planText(plan, null, policy)}\n${paint('gray', '  not rehearsed: that needs a running home and the rehearser identity')}`,
        );
      for (const { object, why } of unplanned) line(`\n  no plan for ${object}: ${why}`);
    }
    if (!diagnosis.healthy) process.exitCode = 1;
  });

  program
    .command('snapshot <dir>')
    .description('write what `diagnose --snapshot` reads, secrets removed')
    .option('--kubeconfig <file>', 'kubeconfig to use')
    .option('--context <name>', 'context of the kubeconfig')
    .option('-n, --namespace <namespaces...>', 'only these namespaces')
    .action(
      async (
        dir: string,
        options: { kubeconfig?: string; context?: string; namespace?: string[] },
        command: Command,
      ) => {
        const session = sessionOf(command);
        const written = await takeSnapshot(placeOf(options), dir, options.namespace);
        if (session.format === 'json') return json(written);
        line(`Wrote ${written.objects} objects and ${written.logs} logs to ${dir}.`);
        for (const blind of written.unreadable) line(`  not read: ${blind.asked}: ${blind.why}`);
      },
    );
}

const where = (command: Command): Command =>
  command
    .option('--snapshot <dir>', 'a dump: kubectl cluster-info dump, mendgate snapshot, or any tree of manifests')
    .option('--kubeconfig <file>', 'kubeconfig to use')
    .option('--context <name>', 'context of the kubeconfig')
    .option('-n, --namespace <namespace>', 'only this namespace')
    .option('--object <kind/name>', 'only this object')
    .option('--house-rules <dir>', 'other house rules than the shipped ones')
    .option('--timing', 'how long it took, on stderr');

export const defaultKubeconfig = (): string =>
  process.env.KUBECONFIG?.split(':')[0] ?? join(homedir(), '.kube', 'config');

function placeOf(options: Pick<Options, 'snapshot' | 'kubeconfig' | 'context'>): Place {
  if (options.snapshot !== undefined) return { snapshot: options.snapshot };
  if (options.context === undefined)
    throw new Fault(
      'Malformed',
      'where to look is missing',
      'Give --snapshot DIR, or --context NAME of your kubeconfig.',
    );
  return { kubeconfig: options.kubeconfig ?? defaultKubeconfig(), context: options.context };
}

function scopeOf(options: Options) {
  const namespace = options.namespace;
  if (options.object === undefined) return namespace === undefined ? {} : { namespace };
  const [kindText = '', name = '', more] = options.object.split('/');
  const kind = Kind.options.find((it) => it.toLowerCase() === kindText.toLowerCase());
  if (kind === undefined || name === '' || more !== undefined)
    throw new Fault(
      'Malformed',
      `--object ${options.object} is not KIND/NAME`,
      `For example Deployment/cart. Kinds: ${Kind.options.join(', ')}.`,
    );
  return {
    ...(namespace !== undefined && { namespace }),
    object: { kind, name, ...(namespace !== undefined && { namespace }) },
  };
}

function printDiagnosis(diagnosis: Diagnosis): void {
  for (const finding of diagnosis.findings) {
    const { object } = finding;
    line(`${paint('bold', `${finding.rank}  ${finding.cause.title}`)}  ${Math.round(finding.confidence * 100)} %`);
    line(
      `   ${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}${object.container === undefined ? '' : `, container ${object.container}`}   ${paint('gray', finding.cause.id)}`,
    );
    for (const evidence of finding.evidence) line(`   ${paint('gray', evidence.from)}  ${evidence.says}`);
    for (const victim of finding.victims) line(`   suffers from it: ${victim.kind} ${victim.name}`);
    for (const action of finding.actions)
      line(`   could be mended by ${action.id} ${JSON.stringify(action.params)}  risk ${action.risk}`);
    line();
  }
  for (const { asked, why } of diagnosis.blind) {
    // Seen to be sick and not explained is something else than not seen, and people look at it first.
    const unexplained = asked.startsWith('cause of ');
    line(
      `${paint('yellow', unexplained ? 'unexplained' : 'could not look')}  ${unexplained ? asked.slice(9) : asked}: ${why}`,
    );
  }
  if (diagnosis.healthy) line(`${paint('green', 'Healthy')}: everything was looked at, nothing was found.`);
  else if (diagnosis.findings.length === 0)
    line('Nothing was found in what could be looked at. That is not the same as healthy.');
}
