import { EndpointSlice, type Kind } from '../../contracts/kube.ts';
import type { Target } from '../../contracts/plan.ts';
import type { World } from '../diagnosis/analyzer.ts';
import { readPods, readReplicaSets, readServices, readWorkload } from '../diagnosis/parsed.ts';
import { isAlive, isReady } from '../diagnosis/pod-state.ts';

/** What recovery reads: every look and the baseline need each of these listed for the namespace of the target. */
export const recoveryNeeds: readonly Kind[] = ['Deployment', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice'];

export interface Surroundings {
  /** Ready pods behind each Service that selects the target's pods. */
  services: Record<string, number>;
  /** Ready pods of every other workload of the namespace, by `Kind/name`. */
  neighbours: Record<string, number>;
}

/**
 * How many pods the neighbour `Kind/name` wants for itself by now. Undefined where that cannot be told: its kind was not
 * listed, it is not there, or it is a bare pod.
 */
export function desiredOf(world: World, namespace: string | undefined, neighbour: string): number | undefined {
  const [kind, name] = neighbour.split('/');
  if (kind !== 'Deployment' && kind !== 'StatefulSet' && kind !== 'DaemonSet' && kind !== 'ReplicaSet')
    return undefined;
  const listed = world.list(kind, namespace);
  if (listed.is === 'blind') return undefined;
  const object = listed.objects.find((each) => each.metadata.name === name);
  if (object === undefined) return undefined;
  if (kind === 'ReplicaSet') {
    const set = readReplicaSets([object]).good[0];
    return set === undefined ? undefined : (set.spec.replicas ?? 1);
  }
  const read = readWorkload(object);
  if ('why' in read) return undefined;
  if (kind !== 'DaemonSet') return read.value.spec.replicas ?? 1;
  const nodes = read.value.status?.desiredNumberScheduled;
  return typeof nodes === 'number' ? nodes : undefined;
}

export function surroundingsOf(
  world: World,
  target: Target,
  labels: Record<string, string>,
): { is: 'found'; around: Surroundings } | { is: 'blind'; why: string } {
  const namespace = target.namespace;
  const blind = (asked: string, why: string) => ({ is: 'blind' as const, why: `${asked}: ${why}` });
  const pods = world.list('Pod', namespace);
  if (pods.is === 'blind') return blind(pods.asked, pods.why);
  const sets = world.list('ReplicaSet', namespace);
  if (sets.is === 'blind') return blind(sets.asked, sets.why);
  const listed = world.list('Service', namespace);
  if (listed.is === 'blind') return blind(listed.asked, listed.why);
  const services = readServices(listed.objects);
  const bad = [...services.bad, ...readPods(pods.objects).bad, ...readReplicaSets(sets.objects).bad][0];
  if (bad !== undefined) return blind(`${bad.object.kind} ${bad.object.metadata.name}`, bad.why);

  const ready: Record<string, number> = {};
  for (const service of services.good) {
    const selector = Object.entries(service.spec.selector ?? {});
    if (selector.length === 0 || !selector.every(([key, value]) => labels[key] === value)) continue;
    // Asked for only where traffic arrives at all: without a Service in front there are no endpoints to lose.
    const slices = world.list('EndpointSlice', namespace);
    if (slices.is === 'blind') return blind(slices.asked, slices.why);
    ready[service.metadata.name] = readyBehind(service.metadata.name, slices.objects);
  }
  const deployments = new Map<string, string>();
  for (const set of readReplicaSets(sets.objects).good) {
    const owner = controllerOf(set);
    if (owner?.kind === 'Deployment') deployments.set(set.metadata.name, owner.name);
  }
  const neighbours: Record<string, number> = {};
  for (const pod of readPods(pods.objects).good) {
    const owner = controllerOf(pod);
    // A Job's pods end when it is done: fewer of them is no harm.
    if (owner?.kind === 'Job') continue;
    const deployment = owner?.kind === 'ReplicaSet' ? deployments.get(owner.name) : undefined;
    const name =
      deployment !== undefined
        ? `Deployment/${deployment}`
        : owner === undefined
          ? `Pod/${pod.metadata.name}`
          : `${owner.kind}/${owner.name}`;
    if (name === `${target.kind}/${target.name}`) continue;
    neighbours[name] = (neighbours[name] ?? 0) + (isAlive(pod) && isReady(pod) ? 1 : 0);
  }
  return { is: 'found', around: { services: ready, neighbours } };
}

/** Distinct pods, because a dual-stack Service lists each of them once per address family. */
function readyBehind(
  service: string,
  slices: readonly { metadata: { labels?: Record<string, string> | null | undefined } }[],
): number {
  const ready = new Set<string>();
  for (const [at, object] of slices.entries()) {
    if (object.metadata.labels?.['kubernetes.io/service-name'] !== service) continue;
    const slice = EndpointSlice.safeParse(object);
    if (!slice.success) continue;
    // An absent `ready` reads as true, so the API says.
    for (const [index, endpoint] of (slice.data.endpoints ?? []).entries())
      if (endpoint.conditions?.ready !== false) ready.add(endpoint.targetRef?.name ?? `${at}/${index}`);
  }
  return ready.size;
}

const controllerOf = (object: {
  metadata: { ownerReferences?: { kind: string; name: string; controller?: boolean | undefined }[] | null | undefined };
}) => (object.metadata.ownerReferences ?? []).find((owner) => owner.controller !== false);
