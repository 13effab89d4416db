import type { KubeObject } from '../../contracts/kube.ts';
import { availableAt, availablePods } from './availability.ts';
import { timeText, versionText } from './names.ts';
import { lastPodChange, lifeOf } from './pod-life.ts';
import { type Controller, currentSet, podsOfSet, readyIn } from './replica-sets.ts';
import { bounds, sum, wantedOf } from './scaling.ts';
import type { DeploymentRecord, Progress, ReplicaSetRecord } from './state.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const positive = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

/** The Deployment as the API shows it at a moment. */
export function deploymentView(controller: Controller, deployment: DeploymentRecord, at: number): KubeObject {
  const { object, observed } = deployment;
  const current = currentSet(controller, deployment);
  const pods = controller.world.alivePodsOf(deployment);
  const lives = pods.map((pod) => lifeOf(pod, controller.timings));
  const ready = availablePods(controller, deployment, at);
  const total = sum(controller.world.setsOf(deployment));
  const updated = current === undefined ? 0 : podsOfSet(controller, current).length;
  const changedAt = Math.max(deployment.changedAt, ...lives.map((life) => lastPodChange(life, at)));
  const { apiVersion, kind, metadata, spec } = structuredClone(object);
  return {
    apiVersion,
    kind,
    metadata: {
      ...metadata,
      resourceVersion: versionText(changedAt, deployment.writes),
      ...(current && { annotations: { ...metadata.annotations, [REVISION]: String(current.revision) } }),
    },
    spec,
    status: {
      ...(observed > 0 && {
        observedGeneration: observed,
        conditions: conditions(controller, deployment, at, current),
      }),
      ...positive({
        replicas: pods.length,
        updatedReplicas: updated,
        readyReplicas: ready,
        availableReplicas: ready,
        unavailableReplicas: Math.max(total, wantedOf(deployment)) - ready,
      }),
    },
  };
}

function conditions(controller: Controller, deployment: DeploymentRecord, at: number, current?: ReplicaSetRecord) {
  const { progress } = deployment;
  const available = availableAt(controller, deployment, at);
  return [
    {
      type: 'Available',
      status: available.status ? 'True' : 'False',
      lastUpdateTime: timeText(available.since),
      lastTransitionTime: timeText(available.since),
      reason: available.status ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      message: `Deployment ${available.status ? 'has' : 'does not have'} minimum availability.`,
    },
    {
      type: 'Progressing',
      status: progress.ok ? 'True' : 'False',
      lastUpdateTime: timeText(progress.updatedAt),
      lastTransitionTime: timeText(progress.since),
      reason: progress.reason,
      message: progressText(progress.reason, current?.name ?? ''),
    },
  ];
}

function progressText(reason: Progress['reason'], set: string): string {
  switch (reason) {
    case 'NewReplicaSetCreated':
      return `Created new replica set "${set}"`;
    case 'FoundNewReplicaSet':
      return `Found new replica set "${set}"`;
    case 'ReplicaSetUpdated':
      return `ReplicaSet "${set}" is progressing.`;
    case 'NewReplicaSetAvailable':
      return `ReplicaSet "${set}" has successfully progressed.`;
    case 'ProgressDeadlineExceeded':
      return `ReplicaSet "${set}" has timed out progressing.`;
  }
}

export function replicaSetView(controller: Controller, set: ReplicaSetRecord, at: number): KubeObject {
  const owner = controller.world.deployments.get(`Deployment/${set.namespace}/${set.deployment}`);
  const wanted = owner === undefined ? set.replicas : wantedOf(owner);
  const surge = owner === undefined ? 0 : bounds(owner).surge;
  const pods = podsOfSet(controller, set);
  const ready = readyIn(controller, set, at);
  const hash = { 'pod-template-hash': set.hash };
  const template = structuredClone(set.template);
  template.metadata = { ...template.metadata, labels: { ...template.metadata?.labels, ...hash } };
  const changedAt = Math.max(
    set.changedAt,
    ...pods.map((pod) => lifeOf(pod, controller.timings)).map((life) => lastPodChange(life, at)),
  );
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: set.name,
      namespace: set.namespace,
      uid: set.uid,
      resourceVersion: versionText(changedAt, set.writes),
      generation: 1 + set.writes,
      creationTimestamp: timeText(set.createdAt),
      labels: { ...set.labels, ...hash },
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(wanted),
        'deployment.kubernetes.io/max-replicas': String(wanted + surge),
        [REVISION]: String(set.revision),
        ...(set.history.length > 0 && { [`${REVISION}-history`]: set.history.join(',') }),
      },
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: set.deployment,
          uid: owner?.object.metadata.uid ?? '',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: {
      replicas: set.replicas,
      selector: { matchLabels: { ...owner?.object.spec.selector.matchLabels, ...hash } },
      template,
    },
    status: {
      observedGeneration: 1 + set.writes,
      replicas: pods.length,
      ...positive({ fullyLabeledReplicas: pods.length, readyReplicas: ready, availableReplicas: ready }),
    },
  };
}
