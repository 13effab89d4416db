import type { Operation } from 'rfc6902';
import { applyPatch } from 'rfc6902';
import { type Api, until, workloads } from '../../tools/k8s/kube.ts';
import type { ClustersSetup } from '../contract/clusters-contract.ts';
import { appConfig, good } from './faults.ts';

/** What the contract of `Clusters` is tried on, made by an administrator of a real control plane. */
export function contractWorkloads(admin: Api): Omit<ClustersSetup, 'cluster' | 'close'> {
  let made = 0;
  return {
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
  };
}
