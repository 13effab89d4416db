import type { Deployment, PodTemplate, Service } from '../../contracts/kube.ts';
import type { Behaviour } from './behaviour.ts';

/**
 * What is stored. Everything else the API shows (pod and workload status, events, logs, EndpointSlices) is computed from it
 * and from the moment. Times are epoch milliseconds.
 */
export interface DeploymentRecord {
  is: 'Deployment';
  /** As the API shows it, without status. */
  object: Deployment;
  behaviour: Behaviour;
  /** When what is stored here changed last, and how often it was written. */
  changedAt: number;
  writes: number;
  /** The controller has a change to look at, and will at this moment. */
  syncAt?: number | undefined;
  /** The controller looked last at `lookedAt` and did something last at `actedAt`. */
  lookedAt: number;
  actedAt: number;
  observed: number;
  /** Name of the ReplicaSet of the newest template the controller has taken up. */
  current?: string | undefined;
  counts: { updated: number; old: number; available: number };
  progress: Progress;
  /** The condition Available as it was at `lookedAt`. */
  available: { status: boolean; since: number };
}
export interface Progress {
  ok: boolean;
  reason:
    | 'NewReplicaSetCreated'
    | 'FoundNewReplicaSet'
    | 'ReplicaSetUpdated'
    | 'NewReplicaSetAvailable'
    | 'ProgressDeadlineExceeded';
  since: number;
  updatedAt: number;
}

export interface ReplicaSetRecord {
  is: 'ReplicaSet';
  namespace: string;
  name: string;
  uid: string;
  deployment: string;
  hash: string;
  template: PodTemplate;
  labels: Record<string, string>;
  replicas: number;
  revision: number;
  /** Revision numbers it had before it was gone back to. */
  history: number[];
  createdAt: number;
  changedAt: number;
  writes: number;
}

export interface PodRecord {
  is: 'Pod';
  namespace: string;
  name: string;
  uid: string;
  deployment: string;
  replicaSet: string;
  template: PodTemplate;
  behaviour: Behaviour;
  createdAt: number;
  deletedAt?: number | undefined;
}

export interface ServiceRecord {
  is: 'Service';
  object: Service;
  changedAt: number;
  writes: number;
}

export type StoredRecord = DeploymentRecord | ReplicaSetRecord | PodRecord | ServiceRecord;

export class World {
  readonly deployments = new Map<string, DeploymentRecord>();
  readonly replicaSets = new Map<string, ReplicaSetRecord>();
  readonly pods = new Map<string, PodRecord>();
  readonly services = new Map<string, ServiceRecord>();
  /** Counts everything ever made, so that what is made anew under an old name is somebody else. */
  made = 0;

  add(record: StoredRecord): void {
    const key = keyOf(record);
    if (record.is === 'Deployment') this.deployments.set(key, record);
    else if (record.is === 'ReplicaSet') this.replicaSets.set(key, record);
    else if (record.is === 'Pod') this.pods.set(key, record);
    else this.services.set(key, record);
  }

  remove(record: StoredRecord): void {
    for (const map of [this.deployments, this.replicaSets, this.pods, this.services]) map.delete(keyOf(record));
  }

  records(): StoredRecord[] {
    return [
      ...this.deployments.values(),
      ...this.replicaSets.values(),
      ...this.pods.values(),
      ...this.services.values(),
    ];
  }

  setsOf({ object }: DeploymentRecord): ReplicaSetRecord[] {
    const { namespace, name } = object.metadata;
    return [...this.replicaSets.values()].filter((set) => set.namespace === namespace && set.deployment === name);
  }

  /** Pods that are neither deleted nor on their way out. */
  alivePodsOf({ object }: DeploymentRecord): PodRecord[] {
    const { namespace, name } = object.metadata;
    return [...this.pods.values()].filter(
      (pod) => pod.namespace === namespace && pod.deployment === name && pod.deletedAt === undefined,
    );
  }

  hasNamespace(namespace: string): boolean {
    return this.records().some((record) => placeOf(record).namespace === namespace);
  }
}

export function placeOf(record: StoredRecord): { namespace: string; name: string } {
  const { name, namespace } = 'object' in record ? record.object.metadata : record;
  return { namespace: namespace ?? '', name };
}
export function keyOf(record: StoredRecord): string {
  const { namespace, name } = placeOf(record);
  return `${record.is}/${namespace}/${name}`;
}
