import type { Operation } from 'rfc6902';
import { applyPatch } from 'rfc6902';
import { kubernetesClusters } from '../../src/adapters/kubernetes/clusters.ts';
import { api, down, until, up, workloads } from '../../tools/k8s/kube.ts';
import { clustersContract } from '../contract/clusters-contract.ts';
import { appConfig, good } from './faults.ts';

/** The very contract the practice cluster keeps, on a real control plane through the shipped adapter and its own grants. */
clustersContract('clusters through a kubeconfig', async () => {
  const plane = await up({ nodes: 2 });
  const admin = api(plane.kubeconfigs.admin);
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
  let made = 0;
  return {
    cluster: (identity) => clusters.open('real', identity),
    tooLittleMemory: '64Mi',
    missingImage: 'shop/app:9',
    async workload() {
      made += 1;
      const namespace = `contract-${made}`;
      const name = `cart-${made}`;
      const kube = workloads(admin, namespace, 60_000);
      await kube.create('/api/v1/namespaces', { metadata: { name: namespace } });
      await until(
        'default service account',
        () => kube.exists(`/api/v1/namespaces/${namespace}/serviceaccounts/default`),
        { within: 30_000 },
      );
      await kube.create(`/api/v1/namespaces/${namespace}/configmaps`, appConfig);
      await kube.create(`/api/v1/namespaces/${namespace}/services`, {
        metadata: { name },
        spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
      });
      const deployment = good(name, 2);
      const greets: Operation[] = [
        { op: 'add', path: '/spec/template/spec/containers/0/env/-', value: { name: 'GREETING', value: 'hello' } },
      ];
      applyPatch(deployment, greets);
      await kube.createHealthy(deployment);
      return { namespace, name };
    },
    settle: () => new Promise((resolve) => setTimeout(resolve, 1000)),
    async close() {
      await down({ dir: plane.dir });
    },
  };
});
