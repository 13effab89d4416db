import type { KubeObject } from '../../contracts/kube.ts';
import { portOf } from './behaviour.ts';
import { podAddress, suffixOf, timeText, uidOf, versionText } from './names.ts';
import { isPodReady, lastPodChange, lifeOf } from './pod-life.ts';
import { isGone, NODE } from './pod-view.ts';
import type { Controller } from './replica-sets.ts';
import type { PodRecord, ServiceRecord } from './state.ts';

export function serviceView({ object, changedAt, writes }: ServiceRecord): KubeObject {
  const { apiVersion, kind, metadata, spec } = structuredClone(object);
  return {
    apiVersion,
    kind,
    metadata: { ...metadata, resourceVersion: versionText(changedAt, writes) },
    spec,
    status: { loadBalancer: {} },
  };
}

/** Pods the Service sends to, gone ones apart. Without a selector it sends nowhere we know of. */
export function podsBehind({ world, timings }: Controller, { object }: ServiceRecord, at: number): PodRecord[] {
  const wanted = Object.entries(object.spec.selector ?? {});
  if (wanted.length === 0) return [];
  return [...world.pods.values()].filter((pod) => {
    const set = world.replicaSets.get(`ReplicaSet/${pod.namespace}/${pod.replicaSet}`);
    const labels: Record<string, string> = { ...pod.template.metadata?.labels, 'pod-template-hash': set?.hash ?? '' };
    return (
      pod.namespace === object.metadata.namespace &&
      !isGone(pod, at, timings) &&
      wanted.every(([key, value]) => labels[key] === value)
    );
  });
}

export const isServed = (controller: Controller, service: ServiceRecord, at: number): boolean =>
  podsBehind(controller, service, at).some((pod) => isPodReady(lifeOf(pod, controller.timings), at));

/** One slice per Service that has a selector: it holds all pods behind it, ready or not. */
export function sliceView(controller: Controller, service: ServiceRecord, at: number): KubeObject | undefined {
  const { metadata, spec } = service.object;
  if (Object.keys(spec.selector ?? {}).length === 0) return undefined;
  const pods = podsBehind(controller, service, at).sort((a, b) => (a.name < b.name ? -1 : 1));
  const lives = pods.map((pod) => lifeOf(pod, controller.timings));
  const changedAt = Math.max(service.changedAt, ...lives.map((life) => lastPodChange(life, at)));
  const name = `${metadata.name}-${suffixOf(5, 'slice', metadata.uid ?? '')}`;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      generateName: `${metadata.name}-`,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      uid: uidOf('EndpointSlice', metadata.uid ?? ''),
      resourceVersion: versionText(changedAt, service.writes),
      generation: 1,
      creationTimestamp: metadata.creationTimestamp ?? timeText(service.changedAt),
      labels: {
        'kubernetes.io/service-name': metadata.name,
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      },
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'Service',
          name: metadata.name,
          uid: metadata.uid ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    addressType: 'IPv4',
    endpoints: lives.map((life) => {
      const ready = isPodReady(life, at);
      const { pod } = life;
      return {
        addresses: [podAddress(pod.uid)],
        conditions: { ready, serving: ready, terminating: pod.deletedAt !== undefined },
        nodeName: NODE,
        targetRef: { kind: 'Pod', namespace: pod.namespace, name: pod.name, uid: pod.uid },
      };
    }),
    ports: (spec.ports ?? []).map((each) => ({
      name: each.name ?? '',
      protocol: each.protocol ?? 'TCP',
      port: targetOf(each, pods[0]),
    })),
  };
}

function targetOf(
  port: { port: number; targetPort?: number | string | undefined },
  pod: PodRecord | undefined,
): number {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target;
  const found = pod?.template.spec.containers
    .map((container) => portOf(container, target))
    .find((each) => each !== undefined);
  return found ?? port.port;
}
