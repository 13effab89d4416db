import type { KubeObject } from '../../../src/contracts/kube.ts';
import type { Ask, Read, WorldRecord } from '../../../src/contracts/world.ts';

/** Small builders for objects as a cluster of 1.36 sends them. Times are seconds before AT. */
export const AT = '2026-03-03T10:00:00.000Z';
export const ago = (seconds: number): string =>
  `${new Date(Date.parse(AT) - seconds * 1000).toISOString().slice(0, 19)}Z`;

type Loose = Record<string, unknown>;
export interface Told {
  namespace?: string;
  name?: string;
}

export const container = (more: Loose = {}): Loose => ({
  name: 'app',
  image: 'registry.example/shop/cart:1.4.2',
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  env: [{ name: 'DATABASE_URL', value: 'postgres://db:5432/cart' }],
  resources: { limits: { memory: '256Mi' }, requests: { cpu: '50m', memory: '64Mi' } },
  readinessProbe: {
    httpGet: { path: '/healthz', port: 'http', scheme: 'HTTP' },
    periodSeconds: 5,
    failureThreshold: 3,
  },
  ...more,
});

export const template = (app: string, containers: Loose[] = [container()], more: Loose = {}): Loose => ({
  metadata: { creationTimestamp: null, labels: { app } },
  spec: { containers, ...more },
});

const uid = (text: string): string => {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + letter.charCodeAt(0)) % 0xffffffff;
  return `${hash.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
};
const meta = (namespace: string, name: string, more: Loose = {}): KubeObject['metadata'] =>
  ({
    name,
    namespace,
    uid: uid(`${namespace}/${name}`),
    creationTimestamp: ago(3600),
    ...more,
  }) as KubeObject['metadata'];

export interface Rev {
  number: number;
  template: Loose;
  available?: number;
  replicas?: number;
  age?: number;
}
export const setName = (name: string, number: number): string => `${name}-${(6500 + number * 37).toString(36)}c9`;

/** Status of a Deployment none of whose pods was ever available. */
export const neverRan = {
  status: { conditions: [{ type: 'Available', status: 'False', lastTransitionTime: ago(80000) }] },
};

/** A Deployment with one ReplicaSet per revision; the last one is current. */
export function deployment(name: string, revisions: Rev[], more: Loose = {}, namespace = 'shop'): KubeObject[] {
  const current = revisions.at(-1);
  const conditions = [
    { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', lastTransitionTime: ago(3500) },
    { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', lastTransitionTime: ago(3500) },
  ];
  const { status = {}, spec = {}, metadata = {} } = more as { status?: Loose; spec?: Loose; metadata?: Loose };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta(namespace, name, {
        generation: current?.number,
        annotations: { 'deployment.kubernetes.io/revision': String(current?.number ?? 1) },
        ...metadata,
      }),
      spec: { replicas: 2, selector: { matchLabels: { app: name } }, template: current?.template, ...spec },
      status: { observedGeneration: current?.number, replicas: 2, conditions, ...status },
    },
    ...revisions.map((each) => ({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: meta(namespace, setName(name, each.number), {
        creationTimestamp: ago(each.age ?? (each === current ? 600 : 86400)),
        annotations: { 'deployment.kubernetes.io/revision': String(each.number) },
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'Deployment', name, uid: uid(`${namespace}/${name}`), controller: true },
        ],
      }),
      spec: { replicas: each.replicas ?? 2, selector: { matchLabels: { app: name } }, template: each.template },
      status: {
        replicas: each.replicas ?? 2,
        availableReplicas: each.available ?? 0,
        readyReplicas: each.available ?? 0,
      },
    })),
  ];
}

export const owner = (kind: string, name: string, namespace = 'shop'): Loose => ({
  kind,
  name,
  uid: uid(`${namespace}/${name}`),
  controller: true,
});

export interface PodTold {
  set?: string;
  owner?: Loose;
  namespace?: string;
  containers?: Loose[];
  initContainers?: Loose[];
  statuses?: Loose[];
  initStatuses?: Loose[];
  ready?: boolean;
  readySince?: number;
  phase?: string;
  metadata?: Loose;
  status?: Loose;
  conditions?: Loose[];
  labels?: Loose;
}
export function pod(name: string, told: PodTold = {}): KubeObject {
  const namespace = told.namespace ?? 'shop';
  const containers = told.containers ?? [container()];
  const ready = told.ready ?? false;
  const conditions = told.conditions ?? [
    { type: 'PodScheduled', status: 'True', lastTransitionTime: ago(600) },
    { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: ago(told.readySince ?? 500) },
  ];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: meta(namespace, name, {
      creationTimestamp: ago(600),
      labels: { app: name.split('-')[0], ...told.labels },
      ownerReferences: [told.owner ?? owner('ReplicaSet', told.set ?? '', namespace)],
      ...told.metadata,
    }),
    spec: { nodeName: 'node-1', containers, ...(told.initContainers ? { initContainers: told.initContainers } : {}) },
    status: {
      phase: told.phase ?? 'Running',
      podIP: '10.1.0.7',
      startTime: ago(598),
      conditions,
      containerStatuses: told.statuses ?? [running('app', { ready })],
      ...(told.initStatuses ? { initContainerStatuses: told.initStatuses } : {}),
      ...told.status,
    },
  };
}

export const ended = (
  exitCode: number,
  reason: string,
  finished: number | undefined = 30,
  more: Loose = {},
): Loose => ({
  terminated: {
    exitCode,
    reason,
    containerID: 'containerd://0a1b',
    ...(finished === undefined ? {} : { startedAt: ago(finished + 4), finishedAt: ago(finished) }),
    ...more,
  },
});
export const running = (name: string, more: Loose = {}): Loose => ({
  name,
  image: 'registry.example/shop/cart:1.4.2',
  ready: true,
  started: true,
  restartCount: 0,
  state: { running: { startedAt: ago(590) } },
  ...more,
});
export const waiting = (name: string, reason: string, message: string, more: Loose = {}): Loose => ({
  name,
  image: 'registry.example/shop/cart:1.4.2',
  imageID: '',
  ready: false,
  started: false,
  restartCount: 0,
  state: { waiting: { reason, message } },
  ...more,
});
/** In back-off after an end. */
export const looping = (name: string, exitCode: number, reason: string, restarts = 4, more: Loose = {}): Loose =>
  waiting(name, 'CrashLoopBackOff', `back-off 1m20s restarting failed container=${name}`, {
    restartCount: restarts,
    lastState: ended(exitCode, reason, 30),
    ...more,
  });

export function event(about: KubeObject, reason: string, message: string, more: Loose = {}): KubeObject {
  const {
    first = 300,
    last = 20,
    container: name = 'app',
    type = 'Warning',
    count = 5,
    ...rest
  } = more as Loose & { first?: number; last?: number };
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: meta(about.metadata.namespace ?? '', `${about.metadata.name}.${uid(reason + message).slice(0, 8)}`),
    involvedObject: {
      kind: about.kind,
      namespace: about.metadata.namespace,
      name: about.metadata.name,
      uid: about.metadata.uid,
      ...(about.kind === 'Pod' ? { fieldPath: `spec.containers{${name}}` } : {}),
    },
    type,
    reason,
    message,
    count,
    firstTimestamp: ago(first),
    lastTimestamp: ago(last),
    source: { component: 'kubelet', host: 'node-1' },
    ...rest,
  };
}

export const service = (name: string, app = name, more: Loose = {}, namespace = 'shop'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta(namespace, name),
  spec: {
    type: 'ClusterIP',
    clusterIP: '10.96.0.20',
    selector: { app },
    ports: [{ port: 80, targetPort: 'http' }],
    ...more,
  },
});

export const podMetrics = (of: KubeObject, memory: string, cpu = '12m', name = 'app'): KubeObject => ({
  apiVersion: 'metrics.k8s.io/v1beta1',
  kind: 'PodMetrics',
  metadata: { name: of.metadata.name, namespace: of.metadata.namespace },
  containers: [{ name, usage: { cpu, memory } }],
});

export const log = (of: KubeObject, text: string, previous = true, name = 'app'): Read => ({
  ask: { verb: 'logs', namespace: of.metadata.namespace ?? '', pod: of.metadata.name, container: name, previous },
  answer: { is: 'text', text },
});

const listed = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Pod',
  'Event',
  'Service',
  'PodMetrics',
] as const;
export type Listed = (typeof listed)[number];

/** A record of one namespace (or of all, with `wide`) in which every list was answered, but those named in `blind`. */
export function world(
  objects: readonly KubeObject[],
  more: { reads?: readonly Read[]; blind?: Partial<Record<Listed, string>>; namespace?: string; wide?: boolean } = {},
): WorldRecord {
  const where = more.wide ? {} : { namespace: more.namespace ?? 'shop' };
  const blind: Partial<Record<Listed, string>> = { PodMetrics: 'not served: no metrics', ...more.blind };
  const lists = listed.map((kind): Read => {
    const ask: Ask = { verb: 'list', kind, ...where };
    const mine = objects.filter((each) => each.kind === kind);
    const why =
      kind === 'PodMetrics' && mine.length > 0 && more.blind?.PodMetrics === undefined ? undefined : blind[kind];
    return { ask, answer: why === undefined ? { is: 'objects', objects: mine } : { is: 'blind', why } };
  });
  return { schema: 'mendgate.world/1', source: 'test', at: AT, reads: [...lists, ...(more.reads ?? [])] };
}
