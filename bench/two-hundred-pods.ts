import { appConfig, FAULT_NAMES, faults, good } from '../test/cluster/faults.ts';
import { type Api, api, build, type ControlPlane, down, PATCHES, until, up, workloads } from '../tools/k8s/kube.ts';

export const deployments = 20;
export const replicas = 10;
export const namespace = 'shop';
/** One Deployment per fault of the cluster tests; the others are well. */
export const sick: readonly string[] = FAULT_NAMES.map((name) => `sick-${name}`);

/**
 * A real control plane with 20 Deployments of 10 pods, each behind a Service, five of them
 * broken by a new revision of what ran well: given to `use` once every pod has shown what it has, and taken down afterwards.
 */
export async function onTwoHundredPods<T>(use: (plane: ControlPlane) => Promise<T>): Promise<T> {
  build();
  const plane = await up({ nodes: 3 });
  try {
    await fill(api(plane.kubeconfigs.admin));
    return await use(plane);
  } finally {
    await down({ dir: plane.dir });
  }
}

async function fill(admin: Api): Promise<void> {
  const kube = workloads(admin, namespace);
  const core = `/api/v1/namespaces/${namespace}`;
  await kube.create('/api/v1/namespaces', { metadata: { name: namespace } });
  await until('default service account', () => kube.exists(`${core}/serviceaccounts/default`), { within: 30_000 });
  await kube.create(`${core}/configmaps`, appConfig);
  const names = [...Array.from({ length: deployments - sick.length }, (_, n) => `well-${n}`), ...sick];
  const collection = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  for (const name of names) {
    const deployment = good(name, replicas);
    // All pods at once, so that a broken revision leaves ten pods like any other.
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '100%' } };
    const ports = [{ port: 80, targetPort: 'http' }];
    await kube.create(`${core}/services`, { metadata: { name }, spec: { selector: { app: name }, ports } });
    await kube.create(collection, { ...deployment, spec: { ...deployment.spec, strategy } });
  }
  const within = 120_000;
  for (const name of names) await until(`${name} healthy`, () => kube.isHealthy(name), { within });
  for (const fault of FAULT_NAMES) {
    const path = `${collection}/sick-${fault}`;
    const { code, text } = await admin('PATCH', path, faults[fault].break, { type: PATCHES.json });
    if (code !== 200) throw new Error(`PATCH ${path}: ${code} ${text}`);
  }
  for (const fault of FAULT_NAMES) {
    const shows = async () => {
      const pods = await kube.pods(`sick-${fault}`);
      const app = pods.map(({ status }) => status?.containerStatuses?.find(({ name }) => name === 'app'));
      return app.length === replicas && app.every((status) => status && faults[fault].symptom.shows(status));
    };
    await until(`sick-${fault} shows its fault`, shows, { within });
  }
}
