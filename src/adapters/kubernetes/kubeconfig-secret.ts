import type { ClusterOf } from '../../contracts/clusters.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Identity, Secrets } from '../../core/ports.ts';
import type { Connection } from './connection.ts';

/**
 * A context of a kubeconfig that is a secret, one per identity: whoever may read the reader's cannot become the executor. It
 * must stand by itself: nothing is run and no file is read for it.
 */
export async function kubeconfigSecret(
  config: ClusterOf<'kubeconfig'>,
  identity: Identity,
  secrets: Secrets,
): Promise<Connection> {
  const { [identity]: context = '' } = config;
  const name = `${config.secret}.${identity}`;
  // A third of a second and over 100 MB of memory: only for those who look at such a cluster.
  const { openKubeconfig } = await import('./kubeconfig.ts');
  const read = async (): Promise<Buffer> => {
    const [newest] = await secrets.read(name);
    if (newest !== undefined) return Buffer.from(newest);
    const hint = `Put a kubeconfig with the context ${context} there, below the prefix of the deployment's secrets.`;
    throw new Fault('Malformed', `kubeconfig in secret ${name}: there is no such secret, or it is empty`, hint);
  };
  return openKubeconfig({ name: `in secret ${name}`, read }, context);
}
