import type { Operation } from 'rfc6902';
import { type Api, type AuditEvent, containerStatus, PATCHES, until, workloads } from '../../tools/k8s/kube.ts';
import { appConfig, type ClusterFault, CONTAINER, good } from './faults.ts';

export const deploymentPath = (namespace: string, name: string): string =>
  `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;

export async function patchDeployment(
  admin: Api,
  namespace: string,
  name: string,
  ops: readonly Operation[],
): Promise<void> {
  const { code, text } = await admin('PATCH', deploymentPath(namespace, name), ops, { type: PATCHES.json });
  if (code !== 200) throw new Error(`PATCH ${name}: ${code} ${text}`);
}

/** A healthy Deployment in a namespace of its own, whose second revision is broken, and the symptom fully there. */
export async function breakIn(
  admin: Api,
  namespace: string,
  fault: ClusterFault,
  name: string,
  more: readonly Operation[] = [],
): Promise<void> {
  const kube = workloads(admin, namespace, 60_000);
  await kube.create('/api/v1/namespaces', { metadata: { name: namespace } });
  await until('default service account', () => kube.exists(`/api/v1/namespaces/${namespace}/serviceaccounts/default`), {
    within: 30_000,
  });
  await kube.create(`/api/v1/namespaces/${namespace}/configmaps`, appConfig);
  await kube.create(`/api/v1/namespaces/${namespace}/services`, {
    metadata: { name },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  await kube.createHealthy(good(name, 2));
  await patchDeployment(admin, namespace, name, [...fault.break, ...more]);
  await until(
    `${name} shows ${fault.title}`,
    async () =>
      (await kube.pods(name)).some((pod) => {
        const status = containerStatus(pod, CONTAINER);
        return status !== undefined && fault.symptom.shows(status);
      }),
    { within: 60_000 },
  );
}

/** What Alertmanager would send about it. */
export const alarmOf = (namespace: string, deployment: string) => ({
  version: '4',
  groupKey: `{}:{namespace="${namespace}"}`,
  status: 'firing',
  receiver: 'mendgate',
  truncatedAlerts: 0,
  groupLabels: { namespace },
  commonLabels: { namespace },
  commonAnnotations: {},
  externalURL: 'http://alertmanager.invalid',
  alerts: [
    {
      status: 'firing',
      labels: {
        alertname: 'KubeDeploymentReplicasMismatch',
        cluster: 'prod',
        namespace,
        deployment,
        severity: 'warning',
      },
      annotations: { summary: `Deployment ${namespace}/${deployment} has not the replicas it should have` },
      startsAt: new Date(0).toISOString().replace('1970', '2026'),
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus.invalid/graph',
      fingerprint: Buffer.from(`${namespace}/${deployment}`).toString('hex').slice(0, 16),
    },
  ],
});

/** Requests of our identities in a namespace that could change something, as the server itself saw them. */
export const realWrites = (events: readonly AuditEvent[], namespace: string): AuditEvent[] =>
  events.filter(
    (event) =>
      event.namespace === namespace &&
      event.user.startsWith('mendgate-') &&
      event.as === undefined &&
      !['get', 'list', 'watch'].includes(event.verb) &&
      !event.dryRun,
  );
