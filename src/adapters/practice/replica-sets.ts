import { isDeepStrictEqual } from 'node:util';
import { suffixOf, templateHashOf, uidOf } from './names.ts';
import { isPodReady, lifeOf } from './pod-life.ts';
import type { DeploymentRecord, PodRecord, ReplicaSetRecord, World } from './state.ts';
import type { Timings } from './timings.ts';

export interface Controller {
  world: World;
  timings: Timings;
}

export const currentSet = ({ world }: Controller, deployment: DeploymentRecord): ReplicaSetRecord | undefined =>
  world.setsOf(deployment).find((set) => set.name === deployment.current);

export const podsOfSet = ({ world }: Controller, set: ReplicaSetRecord): PodRecord[] =>
  [...world.pods.values()].filter(
    (pod) => pod.namespace === set.namespace && pod.replicaSet === set.name && pod.deletedAt === undefined,
  );

export const readyIn = (controller: Controller, set: ReplicaSetRecord, at: number): number =>
  podsOfSet(controller, set).filter((pod) => isPodReady(lifeOf(pod, controller.timings), at)).length;

/**
 * Makes the ReplicaSet of the template as it stands the current one: one of an earlier template is used again under a new
 * number, so that going back is a revision of its own. Undefined when it was the current one already.
 */
export function takeUp(controller: Controller, deployment: DeploymentRecord, at: number) {
  const { world } = controller;
  const { metadata, spec } = deployment.object;
  const sets = world.setsOf(deployment);
  const newest = Math.max(0, ...sets.map((set) => set.revision));
  const known = sets.find((set) => isDeepStrictEqual(set.template, spec.template));
  if (known !== undefined && known.name === deployment.current) return undefined;
  if (known !== undefined) {
    known.history.push(known.revision);
    known.revision = newest + 1;
    touch(known, at);
    deployment.current = known.name;
    return 'FoundNewReplicaSet' as const;
  }
  const namespace = metadata.namespace ?? '';
  const hash = templateHashOf(metadata.uid ?? '', JSON.stringify(spec.template));
  const name = `${metadata.name}-${hash}`;
  world.made += 1;
  world.add({
    is: 'ReplicaSet',
    namespace,
    name,
    uid: uidOf('ReplicaSet', namespace, name, world.made),
    deployment: metadata.name,
    hash,
    template: structuredClone(spec.template),
    labels: { ...spec.template.metadata?.labels },
    replicas: 0,
    revision: newest + 1,
    history: [],
    createdAt: at,
    changedAt: at,
    writes: 0,
  });
  deployment.current = name;
  return 'NewReplicaSetCreated' as const;
}

/** Old ReplicaSets beyond the history limit go, the oldest revision first, once they hold no pods. */
export function forgetOldSets(world: World, deployment: DeploymentRecord): void {
  const limit = deployment.object.spec.revisionHistoryLimit;
  const old = world
    .setsOf(deployment)
    .filter((set) => set.name !== deployment.current && set.replicas === 0)
    .sort((a, b) => a.revision - b.revision);
  for (const set of old.slice(0, Math.max(0, old.length - (typeof limit === 'number' ? limit : 10)))) world.remove(set);
}

/** Makes pods, or deletes some: those that are not ready first, of the others the youngest. */
export function setReplicas(controller: Controller, set: ReplicaSetRecord, replicas: number, at: number): boolean {
  if (set.replicas === replicas) return false;
  set.replicas = replicas;
  touch(set, at);
  const pods = podsOfSet(controller, set);
  for (let missing = replicas - pods.length; missing > 0; missing -= 1) makePod(controller, set, at);
  const ready = (pod: PodRecord): number => (isPodReady(lifeOf(pod, controller.timings), at) ? 1 : 0);
  const expendable = pods.toSorted(
    (a, b) => ready(a) - ready(b) || b.createdAt - a.createdAt || (a.name < b.name ? -1 : 1),
  );
  for (const pod of expendable.slice(0, Math.max(0, pods.length - replicas))) pod.deletedAt = at;
  return true;
}

function makePod({ world }: Controller, set: ReplicaSetRecord, at: number): void {
  world.made += 1;
  const uid = uidOf('Pod', set.namespace, set.name, world.made);
  const deployment = world.deployments.get(`Deployment/${set.namespace}/${set.deployment}`);
  world.add({
    is: 'Pod',
    namespace: set.namespace,
    name: `${set.name}-${suffixOf(5, uid)}`,
    uid,
    deployment: set.deployment,
    replicaSet: set.name,
    template: set.template,
    behaviour: deployment?.behaviour ?? {},
    createdAt: at,
  });
}

function touch(set: ReplicaSetRecord, at: number): void {
  set.changedAt = at;
  set.writes += 1;
}
