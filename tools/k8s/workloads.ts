import type { CoreV1Event, V1ContainerStatus, V1Deployment, V1Pod } from '@kubernetes/client-node';
import type { Api } from './api.ts';
import { until } from './until.ts';

/** What tests do with workloads as an administrator, in one namespace. Every refusal throws. */
export type Workloads = {
  /** Creates an object at the path of its collection. */
  create(collection: string, body: unknown): Promise<void>;
  read<T>(path: string): Promise<T>;
  exists(path: string): Promise<boolean>;
  deployment(name: string): Promise<V1Deployment>;
  /** Pods with the label app=<name>. */
  pods(name: string): Promise<V1Pod[]>;
  eventsOf(pod: string): Promise<CoreV1Event[]>;
  /** The controller has seen the newest revision, and only its pods are there, all of them available. */
  isHealthy(name: string): Promise<boolean>;
  /** Creates a Deployment and waits until it is healthy. */
  createHealthy(deployment: V1Deployment): Promise<void>;
};

export function workloads(admin: Api, namespace: string, within = 30_000): Workloads {
  const core = `/api/v1/namespaces/${namespace}`;
  const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
  const self: Workloads = {
    async create(collection, body) {
      const { code, text } = await admin('POST', collection, body);
      if (code !== 201) throw new Error(`POST ${collection}: ${code} ${text}`);
    },
    async read<T>(path: string) {
      const { code, text } = await admin('GET', path);
      if (code !== 200) throw new Error(`GET ${path}: ${code} ${text}`);
      return JSON.parse(text) as T;
    },
    exists: async (path) => (await admin('GET', path)).code === 200,
    deployment: (name) => self.read(`${deployments}/${name}`),
    pods: async (name) => (await self.read<{ items: V1Pod[] }>(`${core}/pods?labelSelector=app%3D${name}`)).items,
    eventsOf: async (pod) =>
      (await self.read<{ items: CoreV1Event[] }>(`${core}/events?fieldSelector=involvedObject.name%3D${pod}`)).items,
    async isHealthy(name) {
      const { status, metadata, spec } = await self.deployment(name);
      const counts = [status?.updatedReplicas, status?.availableReplicas, status?.replicas];
      return status?.observedGeneration === metadata?.generation && counts.every((count) => count === spec?.replicas);
    },
    async createHealthy(deployment) {
      const name = deployment.metadata?.name ?? '';
      await self.create(deployments, deployment);
      await until(`${name} healthy`, () => self.isHealthy(name), { within });
    },
  };
  return self;
}

export const containerStatus = (pod: V1Pod, name: string): V1ContainerStatus | undefined =>
  pod.status?.containerStatuses?.find((status) => status.name === name);

export const isReady = (pod: V1Pod | undefined): boolean =>
  pod?.status?.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;
