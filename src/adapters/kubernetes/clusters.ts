import type { ClusterConfig, ClusterOf } from '../../contracts/clusters.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Behalf, Cluster, Clusters, Identity } from '../../core/ports.ts';
import type { Connection } from './connection.ts';
import { kubeconfigFile } from './kubeconfig-file.ts';
import { defaultLimits, type Limits } from './limits.ts';

/** How clusters of a kind are reached; a kind without a way is none of this home's. */
export type Ways = {
  readonly [K in ClusterConfig['kind']]?: (
    config: ClusterOf<K>,
    identity: Identity,
    on: Behalf | undefined,
  ) => Promise<Connection>;
};

/** Where each piece of work signs in for itself there are as many as pieces of work: only the last ones are kept. */
const KEPT = 32;

/**
 * Clusters behind a Kubernetes API. Nothing is read or sent before `open`; whom to ask is found out then, the server is asked
 * with the first question. `now` counts milliseconds and never goes back.
 */
export function kubernetesClusters(
  configs: readonly ClusterConfig[],
  limits: Partial<Limits> = {},
  ways: Ways = { kubeconfig: kubeconfigFile },
  now: () => number = () => performance.now(),
): Clusters {
  const opened = new Map<string, { cluster: Promise<Cluster>; until: number }>();

  return {
    async open(id, identity, on) {
      const config = configs.find((one) => one.id === id);
      const connect = config && wayTo(config, ways);
      if (config === undefined || connect === undefined) throw unknown(id, configs, ways);
      if (config.kind !== 'practice' && config[identity] === undefined)
        throw new Fault(
          'Forbidden',
          `cluster ${id}: no ${identity} was granted`,
          `Name its ${identity} where the cluster is configured.`,
        );
      const key = JSON.stringify([id, identity, ...(config.kind === 'eks' ? [on?.session, on?.approver] : [])]);
      const known = opened.get(key);
      if (known !== undefined && known.until > now()) return known.cluster;
      const opening = connect(identity, on).then(async (connection) => {
        // HTTP and all that speaks it: whoever opens a cluster has asked others over HTTP by then, who brought half of it.
        const { kubernetesCluster } = await import('./cluster.ts');
        const { goodForMs = Number.POSITIVE_INFINITY } = connection;
        kept.until = now() + goodForMs;
        const whose = `the ${identity} (${connection.whose})`;
        return kubernetesCluster({ ...connection, whose }, { ...defaultLimits, ...limits });
      });
      const kept = { cluster: opening, until: Number.POSITIVE_INFINITY };
      opened.delete(key);
      opened.set(key, kept);
      for (const oldest of opened.keys()) if (opened.size > KEPT) opened.delete(oldest);
      // What is mended later must not need a restart.
      opening.catch(() => opened.get(key) === kept && opened.delete(key));
      return opening;
    },
  };
}

function wayTo(config: ClusterConfig, ways: Ways) {
  switch (config.kind) {
    case 'practice':
      return ways.practice?.bind(undefined, config);
    case 'kubeconfig':
      return ways.kubeconfig?.bind(undefined, config);
    case 'eks':
      return ways.eks?.bind(undefined, config);
  }
}

function unknown(id: string, configs: readonly ClusterConfig[], ways: Ways): Fault {
  const ids = configs.filter((one) => ways[one.kind] !== undefined).map((one) => one.id);
  const there = ids.length === 0 ? 'None is configured.' : `Configured: ${ids.slice(0, 20).join(', ')}.`;
  return new Fault('NotFound', `no cluster ${JSON.stringify(id)} can be reached from here`, there);
}
