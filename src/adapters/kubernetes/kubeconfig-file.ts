import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ClusterOf } from '../../contracts/clusters.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Identity } from '../../core/ports.ts';
import type { Connection } from './connection.ts';

/** A context of a kubeconfig on this machine: it may name other files and run credential plugins, as kubectl's may. */
export async function kubeconfigFile(config: ClusterOf<'kubeconfig'>, identity: Identity): Promise<Connection> {
  const { path } = config;
  const { [identity]: context = '' } = config;
  if (path === undefined)
    throw new Fault('Malformed', `cluster ${config.id}: this home reads kubeconfig files only`, 'Give it a path.');
  // A third of a second and over 100 MB of memory: only for those who look at such a cluster.
  const { openKubeconfig } = await import('./kubeconfig.ts');
  const read = async (): Promise<Buffer> => {
    try {
      return await readFile(path);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      throw new Fault(
        'Malformed',
        `kubeconfig ${path}: cannot be read: ${why}`,
        'Name a kubeconfig file with --kubeconfig.',
      );
    }
  };
  return openKubeconfig({ name: path, read, folder: dirname(resolve(path)) }, context);
}
