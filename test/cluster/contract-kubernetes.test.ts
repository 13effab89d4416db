import { kubernetesClusters } from '../../src/adapters/kubernetes/clusters.ts';
import { api, down, up } from '../../tools/k8s/kube.ts';
import { clustersContract } from '../contract/clusters-contract.ts';
import { contractWorkloads } from './contract-workloads.ts';

/** The very contract the practice cluster keeps, on a real control plane through the shipped adapter and its own grants. */
clustersContract('clusters through a kubeconfig', async () => {
  const plane = await up({ nodes: 2 });
  const clusters = kubernetesClusters([
    {
      kind: 'kubeconfig',
      id: 'real',
      path: plane.kubeconfigs.mendgate,
      reader: 'reader',
      rehearser: 'rehearser',
      executor: 'executor',
    },
  ]);
  return {
    ...contractWorkloads(api(plane.kubeconfigs.admin)),
    cluster: (identity) => clusters.open('real', identity),
    async close() {
      await down({ dir: plane.dir });
    },
  };
});
