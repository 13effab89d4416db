import { EndpointSlice, type Kind } from '../../contracts/kube.ts';
import type { Target } from '../../contracts/plan.ts';
import type { World } from '../diagnosis/analyzer.ts';
import { readPods, readReplicaSets, readServices } from '../diagnosis/parsed.ts';
import { isAlive, isReady } from '../diagnosis/pod-state.ts';

/** What recovery reads: every look and the baseline need each of these listed for the namespace of the target. */
export const recoveryNeeds: readonly Kind[] = ['Deployment', 'ReplicaSet', 'Pod', 'Service', 'EndpointSlice'];

export interface Surroundings {
  /** Ready pods behind each Service that selects the target's pods. */
  services: Record<string, number>;
  /** Ready pods of every other workload of the namespace, by `Kind/name`. */
  neighbours: Record<string, number>;
}

export function surroundingsOf(
  world: World,
  target: Target,
  labels: Record<string, string>,
): { is: 'found'; around: Surroundings } | { is: 'blind'; why: string } {
  const lists = (['Pod', 'ReplicaSet', 'Service', 'EndpointSlice'] as const).map((kind) =>
    world.list(kind, target.namespace),
  );
  const [pods, sets, services, slices] = lists;
  const unseen = lists.find((list) => list.is === 'blind');
  if (unseen?.is === 'blind') return { is: 'blind', why: `${unseen.asked}: ${unseen.why}` };
  if (pods?.is !== 'found' || sets?.is !== 'found' || services?.is !== 'found' || slices?.is !== 'found')
    return { is: 'blind', why: 'not asked' };
  const bad = [
    ...readServices(services.objects).bad,
    ...readPods(pods.objects).bad,
    ...readReplicaSets(sets.objects).bad,
  ][0];
  if (bad !== undefined) return { is: 'blind', why: `${bad.object.kind} ${bad.object.metadata.name}: ${bad.why}` };

  const ready: Record<string, number> = {};
  for (const service of readServices(services.objects).good) {
    const selector = Object.entries(service.spec.selector ?? {});
    if (selector.length > 0 && selector.every(([key, value]) => labels[key] === value))
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
