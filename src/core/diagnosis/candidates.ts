import type { Blind } from '../../contracts/diagnosis.ts';
import type { Kind, KubeObject, Pod } from '../../contracts/kube.ts';
import type { World } from './analyzer.ts';
import { readPods, readReplicaSets } from './parsed.ts';
import { isAlive } from './pod-state.ts';
import { namespaceOf, type Scope } from './scope.ts';
import { troubleOf } from './trouble.ts';

export const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet'] as const satisfies readonly Kind[];

/** The workloads to judge, and what stood in the way of finding them. */
export function candidatesOf(world: World, scope: Scope): { candidates: KubeObject[]; blind: Blind[] } {
  const namespace = namespaceOf(scope);
  const candidates: KubeObject[] = [];
  const blind: Blind[] = [];
  const pods = world.list('Pod', namespace);
  if (pods.is === 'blind') blind.push({ asked: pods.asked, why: pods.why });
  const parsed = pods.is === 'blind' ? { good: [], bad: [] } : readPods(pods.objects);
  for (const kind of workloadKinds) {
    const listed = world.list(kind, namespace);
    if (listed.is === 'found') candidates.push(...listed.objects);
    else if (kind === 'Deployment' || !wasLeftOut(listed.why) || ownsSickPod(parsed.good, kind, world))
      blind.push({ asked: listed.asked, why: listed.why });
  }
  const sets = world.list('ReplicaSet', namespace);
  const unread = [...parsed.bad, ...(sets.is === 'found' ? readReplicaSets(sets.objects).bad : [])];
  for (const { object, why } of unread) {
    const asked = `${object.kind.toLowerCase()}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    blind.push({ asked, why });
  }
  return { candidates, blind };
}

/**
 * A usual dump holds no StatefulSets because nobody asked for them. Their pods are in it: as long as those are well,
 * nothing is missing. Being refused is another matter and always counts.
 */
const wasLeftOut = (why: string): boolean => /^not (in the snapshot|played|asked)/.test(why);

const ownsSickPod = (pods: readonly Pod[], kind: Kind, world: World): boolean =>
  pods.some(
    (pod) =>
      isAlive(pod) &&
      (pod.metadata.ownerReferences ?? []).some((owner) => owner.kind === kind) &&
      troubleOf(pod, world.at) !== undefined,
  );
