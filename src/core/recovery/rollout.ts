import type { KubeObject, Pod, ReplicaSet } from '../../contracts/kube.ts';
import type { Target } from '../../contracts/plan.ts';
import { sameJson } from '../actions/same-json.ts';
import type { World } from '../diagnosis/analyzer.ts';
import { readPods, readReplicaSets, readWorkload } from '../diagnosis/parsed.ts';
import { isAlive } from '../diagnosis/pod-state.ts';

/** How far a workload's newest template has come, in numbers its controller wrote, and the pods that run it. */
export interface Rollout {
  object: KubeObject;
  labels: Record<string, string>;
  generation: number;
  /** Undefined: the controller has not spoken yet. */
  observed: number | undefined;
  desired: number;
  total: number;
  updated: number;
  available: number;
  /** Alive pods of the newest template; undefined when no controller has taken it up yet. */
  pods: readonly Pod[] | undefined;
}
export type RolloutSeen = { is: 'found'; rollout: Rollout } | { is: 'absent' } | { is: 'blind'; why: string };

/** Reads the rollout of a Deployment or a StatefulSet; of other kinds nobody here can tell which pods are new. */
export function rolloutOf(world: World, target: Target): RolloutSeen {
  const { kind, namespace, name } = target;
  if (namespace === undefined || (kind !== 'Deployment' && kind !== 'StatefulSet'))
    return { is: 'blind', why: `the pods of the newest revision of a ${kind} cannot be told from older ones` };
  const found = world.get({ kind, namespace, name });
  if (found.is === 'absent') return found;
  const pods = world.list('Pod', namespace);
  const sets = kind === 'Deployment' ? world.list('ReplicaSet', namespace) : undefined;
  for (const read of [found, pods, sets])
    if (read?.is === 'blind') return { is: 'blind', why: `${read.asked}: ${read.why}` };
  if (found.is === 'blind' || pods.is === 'blind') return { is: 'absent' };
  const parsed = readWorkload(found.object);
  if ('why' in parsed) return { is: 'blind', why: `${kind} ${name}: ${parsed.why}` };
  const unreadable = readPods(pods.objects).bad[0];
  // A pod that cannot be read may be the one that crashes.
  if (unreadable !== undefined)
    return { is: 'blind', why: `pod ${unreadable.object.metadata.name}: ${unreadable.why}` };
  const { spec, status } = parsed.value;
  const alive = readPods(pods.objects).good.filter(isAlive);
  const fresh =
    sets?.is === 'found'
      ? podsOfSet(alive, newestSet(parsed.value, readReplicaSets(sets.objects).good))
      : podsOfRevision(alive, found.object, status?.updateRevision);
  return {
    is: 'found',
    rollout: {
      object: found.object,
      labels: spec.template.metadata?.labels ?? {},
      // Absent on a hand-made object: then nothing shows that the controller has seen it.
      generation: found.object.metadata.generation ?? Number.POSITIVE_INFINITY,
      observed: status?.observedGeneration,
      desired: spec.replicas ?? 1,
      total: status?.replicas ?? 0,
      updated: status?.updatedReplicas ?? 0,
      available: status?.availableReplicas ?? 0,
      pods: fresh,
    },
  };
}

/** The ReplicaSet that runs the template as it stands now: the comparison the Deployment controller itself makes. */
function newestSet(
  workload: { metadata: KubeObject['metadata']; spec: { template: unknown } },
  sets: readonly ReplicaSet[],
): ReplicaSet | undefined {
  return sets.find((set) => {
    if (!ownedBy(set.metadata, 'Deployment', workload.metadata)) return false;
    const template = structuredClone(set.spec.template);
    if (template.metadata?.labels) delete template.metadata.labels['pod-template-hash'];
    return sameJson(template, workload.spec.template);
  });
}

const podsOfSet = (pods: readonly Pod[], set: ReplicaSet | undefined): readonly Pod[] | undefined =>
  set === undefined ? undefined : pods.filter((pod) => ownedBy(pod.metadata, 'ReplicaSet', set.metadata));

/** `currentRevision = updateRevision` is true at once after an undo while the broken pod still runs: each pod's label decides. */
const podsOfRevision = (pods: readonly Pod[], owner: KubeObject, revision: unknown): readonly Pod[] | undefined =>
  typeof revision !== 'string'
    ? undefined
    : pods.filter(
        (pod) =>
          ownedBy(pod.metadata, 'StatefulSet', owner.metadata) &&
          pod.metadata.labels?.['controller-revision-hash'] === revision,
      );

export function ownedBy(metadata: KubeObject['metadata'], kind: string, owner: KubeObject['metadata']): boolean {
  return (metadata.ownerReferences ?? []).some(
    (reference) =>
      reference.kind === kind &&
      reference.name === owner.name &&
      (reference.uid === undefined || owner.uid === undefined || reference.uid === owner.uid),
  );
}
