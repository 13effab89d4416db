import { type Instant, instantOf, millisOf } from '../../../src/contracts/instant.ts';
import type { Json } from '../../../src/contracts/json.ts';
import type { KubeObject } from '../../../src/contracts/kube.ts';
import type { Claim } from '../../../src/contracts/plan.ts';
import type { Watch } from '../../../src/contracts/remediation.ts';
import type { Recovery } from '../../../src/contracts/settings.ts';
import type { WorldRecord } from '../../../src/contracts/world.ts';
import { baselineOf } from '../../../src/core/recovery/baseline.ts';
import { watchRecovery } from '../../../src/core/recovery/watch.ts';

/** A small namespace after a run: cart on its new revision, its Service, and a neighbour. Every part can be made worse. */
type Fields = { [key: string]: Json };
export const ranAt: Instant = '2026-03-06T12:00:00.000Z';
export const at = (seconds: number): Instant => instantOf(millisOf(ranAt) + Math.round(seconds * 1000));
const second = (seconds: number): string => at(seconds).replace('.000Z', 'Z');

export interface Shop {
  kind: 'Deployment' | 'StatefulSet';
  replicas: number;
  status: Fields;
  generation: number;
  deleting: boolean;
  pods: KubeObject[];
  ready: number;
  webReady: number;
  extra: KubeObject[];
  blind: string[];
}
const template = (image: string): { metadata: { labels: Record<string, string> }; spec: Fields } => ({
  metadata: { labels: { app: 'cart' } },
  spec: { containers: [{ name: 'app', image }] },
});
const owner = (kind: string, name: string, uid: string): Fields => ({
  apiVersion: 'apps/v1',
  kind,
  name,
  uid,
  controller: true,
});

export function pod(
  name: string,
  more: {
    owner?: Fields;
    restarts?: number;
    ready?: boolean;
    readySince?: number;
    phase?: string;
    labels?: Fields;
    created?: number;
    died?: number;
    deleted?: boolean;
    gate?: boolean;
  } = {},
): KubeObject {
  const ready = more.ready ?? true;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `u-${name}`,
      creationTimestamp: second(more.created ?? 1),
      ...(more.deleted ? { deletionTimestamp: second(5) } : {}),
      labels: { app: 'cart', ...(more.labels as Record<string, string>) },
      ownerReferences: [(more.owner ?? owner('ReplicaSet', 'cart-new', 'u-cart-new')) as never],
    },
    spec: { containers: [{ name: 'app' }] },
    status: {
      phase: more.phase ?? 'Running',
      conditions: [
        {
          type: 'Ready',
          status: ready && !more.gate ? 'True' : 'False',
          lastTransitionTime: second(more.readySince ?? 3),
        },
      ],
      containerStatuses: [
        {
          name: 'app',
          ready,
          restartCount: more.restarts ?? 0,
          state: ready ? { running: { startedAt: second(2) } } : { waiting: { reason: 'CrashLoopBackOff' } },
          ...(more.died === undefined
            ? {}
            : { lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: second(more.died) } } }),
        },
      ],
    },
  };
}
export const stateful = (ordinal: number, revision: string, more: Parameters<typeof pod>[1] = {}): KubeObject =>
  pod(`cart-${ordinal}`, {
    ...more,
    owner: owner('StatefulSet', 'cart', 'u-cart'),
    labels: { 'controller-revision-hash': revision },
  });

const full = (count: number, kind: Shop['kind']): Fields => ({
  observedGeneration: 2,
  replicas: count,
  updatedReplicas: count,
  readyReplicas: count,
  availableReplicas: count,
  ...(kind === 'StatefulSet' ? { currentRevision: 'r2', updateRevision: 'r2' } : {}),
});
export function shop(changed: Partial<Shop> = {}): Shop {
  const replicas = changed.replicas ?? 2;
  const kind = changed.kind ?? 'Deployment';
  return {
    kind,
    replicas,
    status: full(replicas, kind),
    generation: 2,
    deleting: false,
    pods:
      kind === 'Deployment'
        ? [pod('cart-new-a'), pod('cart-new-b')].slice(0, replicas)
        : [stateful(0, 'r2'), stateful(1, 'r2')],
    ready: replicas,
    webReady: 2,
    extra: [],
    blind: [],
    ...changed,
  };
}

export function record(from: Shop, seconds: number): WorldRecord {
  const meta = (name: string, more: Fields = {}): KubeObject['metadata'] =>
    ({ name, namespace: 'shop', uid: `u-${name}`, ...more }) as KubeObject['metadata'];
  const set = (name: string, of: string, image: string, hash: string): KubeObject => {
    const own = template(image);
    own.metadata.labels['pod-template-hash'] = hash;
    return {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: meta(name, { ownerReferences: [owner('Deployment', of, `u-${of}`)] }),
      spec: { template: own },
    };
  };
  const objects: KubeObject[] = [
    {
      apiVersion: 'apps/v1',
      kind: from.kind,
      metadata: meta('cart', { generation: from.generation, ...(from.deleting && { deletionTimestamp: second(5) }) }),
      spec: { replicas: from.replicas, selector: { matchLabels: { app: 'cart' } }, template: template('cart:2') },
      status: from.status,
    },
    set('cart-old', 'cart', 'cart:1', 'old'),
    set('cart-new', 'cart', 'cart:2', 'new'),
    set('web-1', 'web', 'web:1', 'w'),
    ...from.pods,
    ...Array.from({ length: 2 }, (_, index) =>
      pod(`web-1-${index}`, {
        owner: owner('ReplicaSet', 'web-1', 'u-web-1'),
        labels: { app: 'web' },
        ready: index < from.webReady,
      }),
    ),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('cart'),
      spec: { selector: { app: 'cart' }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: meta('web'),
      spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: meta('cart-x', { labels: { 'kubernetes.io/service-name': 'cart' } }),
      endpoints: Array.from({ length: 3 }, (_, index) => ({
        conditions: { ready: index < from.ready },
        targetRef: { kind: 'Pod', name: `p${index}` },
      })),
    },
    ...from.extra,
  ];
  return {
    schema: 'mendgate.world/1',
    source: 'test',
    at: at(seconds),
    reads: (['Deployment', 'StatefulSet', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice'] as const).map((kind) => ({
      ask: { verb: 'list', kind, namespace: 'shop' },
      answer: from.blind.includes(kind)
        ? { is: 'blind', why: 'forbidden' }
        : { is: 'objects', objects: objects.filter((object) => object.kind === kind) },
    })),
  };
}

export const claimOn = (kind: Shop['kind'] = 'Deployment'): Claim => ({
  analyzer: 'pod.memory-limit-exceeded',
  version: 1,
  object: { kind, namespace: 'shop', name: 'cart', container: 'app' },
  cause: 'pod.memory-limit-exceeded',
  facts: { container: 'app', memoryLimit: '64Mi' },
});
export const settings: Recovery = { quietSeconds: 60, gapFactor: 2, lookSeconds: 5, deadlineSeconds: 600 };
export type Said = Parameters<typeof watchRecovery>[0]['reproved'];
export const gone: Said = { is: 'gone', how: 'healthy', says: 'no longer seen' };

/** The sick shop just before the run. */
export const before = (changed: Partial<Shop> = {}, gap = 10, kind: Shop['kind'] = 'Deployment') =>
  baselineOf(record(shop({ kind, ready: 0, ...changed }), 0), claimOn(kind), gap);

/** Looks one after the other from the run on; each is a shop (all well when left out) at a second. */
export function looks(
  steps: readonly { at: number; shop?: Shop; reproved?: Said; record?: WorldRecord }[],
  options: { gap?: number; settings?: Recovery; baseline?: Watch['baseline']; kind?: Shop['kind'] } = {},
): Watch {
  let watch: Watch = {
    baseline: options.baseline ?? before({}, options.gap, options.kind),
    ranAt,
    restarts: {},
    looks: 0,
    verdict: 'watching',
    says: '',
  };
  for (const step of steps)
    watch = watchRecovery({
      previous: watch,
      record:
        step.record ?? record(step.shop ?? shop(options.kind === undefined ? {} : { kind: options.kind }), step.at),
      claim: claimOn(options.kind),
      reproved: step.reproved ?? gone,
      settings: options.settings ?? settings,
      now: at(step.at),
    });
  return watch;
}
