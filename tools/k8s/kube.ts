// A real Kubernetes control plane on 127.0.0.1 for tests: etcd, kube-apiserver, kube-controller-manager and kube-scheduler,
// built from source, with KWOK as the kubelet of every node. Run it, or import from it.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { build } from './build.ts';
import { DIR_PREFIX, down, endStale } from './down.ts';
import { up } from './up.ts';

export { type Api, api, PATCHES, type Reply } from './api.ts';
export { build } from './build.ts';
export { down, endStale } from './down.ts';
export type { Kubeconfigs } from './identities.ts';
export { isAlive, readRecord } from './processes.ts';
export { type AuditEvent, readAudit } from './read-audit.ts';
export { groupOf, ROLES, type Role, userOf } from './roles.ts';
export { until } from './until.ts';
export { type ControlPlane, type UpOptions, up } from './up.ts';
export { containerStatus, isReady, type Workloads, workloads } from './workloads.ts';

if (import.meta.main) {
  const place = join(tmpdir(), `${DIR_PREFIX}cli`);
  const cli = new Command('kube.ts')
    .description('a real Kubernetes control plane for tests, on 127.0.0.1')
    .exitOverride();
  cli
    .command('build')
    .description('build the binaries into the cache: once, some minutes; prints their folder')
    .action(() => console.log(build()));
  cli
    .command('up')
    .description('start one, wait until it is usable, print paths and process ids as JSON')
    .option('--dir <dir>', 'where it lives', place)
    .option('--nodes <count>', 'how many nodes', count, 1)
    .action(async (options: { dir: string; nodes: number }) => {
      build();
      // An interrupted start leaves nothing running: leaving by exit() ends what was started.
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(3));
      console.log(JSON.stringify(await up({ ...options, detached: true }), null, 2));
    });
  cli
    .command('down')
    .description('end exactly the processes that `up` started, and remove their directory')
    .option('--dir <dir>', 'where it lives', place)
    .option('--keep', 'leave logs and audit in place', false)
    .option('--stale', 'instead: end those whose test run was killed', false)
    .action(async ({ dir, keep, stale }: { dir: string; keep: boolean; stale: boolean }) =>
      console.log(JSON.stringify(stale ? await endStale() : await down({ dir, keep }))),
    );
  try {
    await cli.parseAsync();
  } catch (error) {
    const usage =
      error instanceof Error && 'exitCode' in error && 'code' in error && String(error.code).startsWith('commander.');
    if (!usage) console.error(error instanceof Error ? error.message : error);
    process.exitCode = usage ? (error.exitCode === 0 ? 0 : 2) : 3;
  }
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1');
  return value;
}
