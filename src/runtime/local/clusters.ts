import { kubernetesClusters } from '../../adapters/kubernetes/clusters.ts';
import type { Practice } from '../../adapters/practice/index.ts';
import type { ClusterConfig } from '../../contracts/clusters.ts';
import { Fault } from '../../contracts/fault.ts';
import type { Clusters } from '../../core/ports.ts';

/** The clusters of this home: the practice cluster, if it plays, beside those of a kubeconfig. */
export function homeClusters(practice: Practice | undefined, configs: readonly ClusterConfig[]): Clusters {
  const real = kubernetesClusters([...configs]);
  return {
    async open(id, identity, on) {
      if (id === 'practice' && practice !== undefined) return practice.cluster(identity);
      const config = configs.find((it) => it.id === id);
      if (config === undefined) {
        const known = [...(practice ? ['practice'] : []), ...configs.map((it) => it.id)];
        throw new Fault(
          'NotFound',
          // The names stand in the message: it becomes the incident's reason, where a hint does not reach.
          `no cluster is named ${id} here, this home knows: ${known.join(', ') || 'none'}`,
          "Name the alarm's cluster so, or start with --kubeconfig and --context.",
        );
      }
      return real.open(id, identity, on);
    },
  };
}
