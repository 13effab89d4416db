import type { ClusterConfig } from '../../contracts/clusters.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Cluster, Clusters, Identity } from '../../core/ports.ts';
import { kubernetesCluster } from './cluster.ts';
import { defaultLimits, type Limits } from './limits.ts';

/**
 * Clusters reached by kubeconfig. Nothing is read or sent before `open`; the file is read then, the server asked with the
 * first question. `open` also throws Malformed (a file or context that cannot be used).
 */
export function kubernetesClusters(configs: readonly ClusterConfig[], limits: Partial<Limits> = {}): Clusters {
  const opened = new Map<string, Promise<Cluster>>();
  return {
    async open(id, identity) {
      const config = configs.find((one) => one.id === id);
      if (config?.kind !== 'kubeconfig') {
        const ids = configs.filter((one) => one.kind === 'kubeconfig').map((one) => one.id);
        const there = ids.length === 0 ? 'None is configured.' : `Configured: ${ids.slice(0, 20).join(', ')}.`;
        throw new Fault('NotFound', `no cluster ${JSON.stringify(id)} is reached by kubeconfig`, there);
      }
      const context = config[identity];
      if (context === undefined)
        throw new Fault(
          'Forbidden',
          `cluster ${id}: no ${identity} was granted`,
          `Add a kubeconfig context as its ${identity} where the cluster is configured.`,
        );
      const key = JSON.stringify([id, identity]);
      const known = opened.get(key);
      if (known) return known;
      const opening = open(config.path, context, identity, { ...defaultLimits, ...limits });
      opened.set(key, opening);
      // A file that is mended later must not need a restart.
      opening.catch(() => opened.delete(key));
      return opening;
    },
  };
}

async function open(path: string, context: string, identity: Identity, limits: Limits): Promise<Cluster> {
  // A third of a second and over 100 MB of memory: only for those who look at a cluster.
  const { openKubeconfig } = await import('./kubeconfig.ts');
  const connection = await openKubeconfig(path, context);
  return kubernetesCluster({ ...connection, whose: `the ${identity} (${connection.whose})` }, limits);
}
