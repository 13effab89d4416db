import type { Instant } from '../../contracts/instant.ts';
import type { Deployment, KubeObject, Pod, PodTemplate } from '../../contracts/kube.ts';
import type { BlindAnswer, World } from './analyzer.ts';
import { readPods, readReplicaSets, readWorkload } from './parsed.ts';
import { ageSeconds, conditionOf, isAlive } from './pod-state.ts';
import { isOwner, ownedBy, ownedByName, runs, selects } from './pods-of.ts';
import { type Revision, revisionsOf } from './revisions.ts';
import { type Trouble, troubleOf } from './trouble.ts';

/** A workload as analyzers see it: the pods of its current revision, and what came before. */
export interface WorkloadView {
  kind: string;
  namespace: string | undefined;
  name: string;
  object: Deployment;
  template: PodTemplate;
  current: Revision | undefined;
  earlier: readonly Revision[];
  pods: readonly Pod[];
  olderPods: readonly Pod[];
  troubles: readonly Trouble[];
  /** Set where ReplicaSets could not be read: nothing is known of revisions, and who needs them is blind. */
  unknownRevisions: BlindAnswer | undefined;
  /** Why there are no pods that could be sick, when there should be some. */
  shortfall: string | undefined;
}
type Viewed = { is: 'found'; view: WorkloadView } | { is: 'idle' } | BlindAnswer;

/** Longer than a controller takes to make the first pod. */
const NO_PODS_SECONDS = 60;

/** One view per candidate and world; an analyzer more costs no second look. */
const views = new WeakMap<World, Map<string, Viewed>>();
export function viewWorkload(world: World, candidate: KubeObject): Viewed {
  const known = views.get(world) ?? new Map<string, Viewed>();
  views.set(world, known);
  const key = `${candidate.kind}/${candidate.metadata.namespace ?? ''}/${candidate.metadata.name}`;
  let viewed = known.get(key);
  // A blind answer is given anew each time, so that the world remembers who asked in vain.
  if (viewed === undefined || viewed.is === 'blind') {
    viewed = look(world, candidate);
    known.set(key, viewed);
  }
  return viewed;
}

function look(world: World, candidate: KubeObject): Viewed {
  const { namespace, name } = candidate.metadata;
  const read = readWorkload(candidate);
  if ('why' in read) {
    return { is: 'blind', asked: `${candidate.kind.toLowerCase()}/${namespace ?? ''}/${name}`, why: read.why };
  }
  const object = read.value;
  // Somebody wanted none: no pods is no fault.
  if (object.spec.replicas === 0) return { is: 'idle' };
  const listed = world.list('Pod', namespace);
  if (listed.is === 'blind') return listed;
  const { good } = readPods(listed.objects);
  const view = (
    current: Revision | undefined,
    earlier: readonly Revision[],
    pods: readonly Pod[],
    older: readonly Pod[],
    unknownRevisions?: BlindAnswer,
  ) => ({
    is: 'found' as const,
    view: {
      kind: candidate.kind,
      namespace,
      name,
      object,
      template: object.spec.template,
      current,
      earlier,
      pods,
      olderPods: older,
      troubles: pods.flatMap((pod) => troubleOf(pod, world.at) ?? []),
      unknownRevisions,
      shortfall: shortfallOf(object, pods, world.at),
    },
  });
  if (candidate.kind !== 'Deployment') return view(undefined, [], ownedBy(good, candidate), []);

  const sets = world.list('ReplicaSet', namespace);
  if (sets.is === 'blind') {
    // Which revision a pod is of shows only in what it runs: those that run what the template says are of the current one.
    const current = good.filter((pod) => isAlive(pod) && selects(object, pod) && runs(object.spec.template, pod));
    return view(undefined, [], current, [], sets);
  }
  const owned = readReplicaSets(sets.objects).good.filter((set) => isOwner(candidate, set.metadata.ownerReferences));
  const { current, earlier } = revisionsOf(object, owned);
  const bySet = (set: string) => ownedByName(good, 'ReplicaSet', set);
  const pods = current === undefined ? [] : bySet(current.replicaSet);
  return view(
    current,
    earlier,
    pods,
    earlier.flatMap((each) => bySet(each.replicaSet)),
  );
}

/** A day-old refusal proves nothing: the condition goes when the pods are there, its events stay. */
function shortfallOf(object: Deployment, pods: readonly Pod[], at: Instant): string | undefined {
  const failure = conditionOf(object.status?.conditions, 'ReplicaFailure');
  if (failure?.status === 'True') return `pods are refused: ${(failure.message ?? failure.reason ?? '').slice(0, 300)}`;
  const available = conditionOf(object.status?.conditions, 'Available');
  const age = ageSeconds(available?.lastTransitionTime, at) ?? 0;
  if (available?.status !== 'False' || pods.length > 0 || age < NO_PODS_SECONDS) return undefined;
  return `no pods for ${Math.round(age)} s`;
}
