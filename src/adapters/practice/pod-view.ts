import type { Container, KubeObject } from '../../contracts/kube.ts';
import { statusOf } from './container-status.ts';
import { podAddress, timeText, versionText } from './names.ts';
import { isPodReady, lastPodChange, lastPodShown, lifeOf } from './pod-life.ts';
import type { PodRecord, ReplicaSetRecord } from './state.ts';
import type { Timings } from './timings.ts';

export const NODE = 'practice-node';

/** The Pod as the API shows it at a moment; undefined when it is gone. */
export function podView(
  pod: PodRecord,
  set: ReplicaSetRecord | undefined,
  at: number,
  timings: Timings,
): KubeObject | undefined {
  if (isGone(pod, at, timings)) return undefined;
  const life = lifeOf(pod, timings);
  const statuses = life.courses.map((course) => statusOf(pod, course, at, timings));
  const ready = isPodReady(life, at);
  const unready = statuses.filter((status) => !status.ready).map(({ name }) => name);
  const changed = timeText(lastPodChange(life, at));
  const started = timeText(pod.createdAt);
  const isPending = statuses.some(
    ({ state, restartCount }) => restartCount === 0 && isStarting(state?.waiting?.reason),
  );
  const not = { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` };
  const readiness = (type: string) => ({
    type,
    status: ready ? 'True' : 'False',
    lastProbeTime: null,
    lastTransitionTime: changed,
    ...(!ready && unready.length > 0 && not),
  });
  const passed = (type: string) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: started });
  const { metadata, spec } = pod.template;
  const grace = typeof spec.terminationGracePeriodSeconds === 'number' ? spec.terminationGracePeriodSeconds : 30;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      generateName: `${pod.replicaSet}-`,
      namespace: pod.namespace,
      uid: pod.uid,
      resourceVersion: versionText(lastPodShown(life, at, timings), 0),
      generation: 1,
      creationTimestamp: started,
      ...(pod.deletedAt !== undefined && {
        deletionTimestamp: timeText(pod.deletedAt + grace * 1000),
        deletionGracePeriodSeconds: grace,
      }),
      labels: { ...metadata?.labels, ...(set && { 'pod-template-hash': set.hash }) },
      ...(metadata?.annotations && { annotations: { ...metadata.annotations } }),
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: pod.replicaSet,
          uid: set?.uid ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: { ...structuredClone(spec), containers: spec.containers.map(withRequests), nodeName: NODE },
    status: {
      phase: isPending ? 'Pending' : 'Running',
      conditions: [
        passed('PodReadyToStartContainers'),
        passed('Initialized'),
        readiness('Ready'),
        readiness('ContainersReady'),
        passed('PodScheduled'),
      ],
      hostIP: '10.0.0.10',
      podIP: podAddress(pod.uid),
      podIPs: [{ ip: podAddress(pod.uid) }],
      startTime: started,
      containerStatuses: statuses,
      qosClass: spec.containers.some(({ resources }) => resources?.limits ?? resources?.requests)
        ? 'Burstable'
        : 'BestEffort',
    },
  };
}

export const isGone = (pod: PodRecord, at: number, timings: Timings): boolean =>
  pod.deletedAt !== undefined && at >= pod.deletedAt + timings.podStop;

const isStarting = (reason: string | undefined): boolean =>
  reason !== undefined && ['ContainerCreating', 'ErrImagePull', 'ImagePullBackOff'].includes(reason);

/** What a limit is given for is also requested, when nothing else is said: done to Pods, not to templates. */
function withRequests(container: Container): Container {
  const copy = structuredClone(container);
  const limits = copy.resources?.limits;
  if (limits !== undefined)
    copy.resources = { ...copy.resources, requests: { ...limits, ...copy.resources?.requests } };
  return copy;
}
