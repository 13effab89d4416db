import { type Controller, currentSet, podsOfSet, readyIn, setReplicas } from './replica-sets.ts';
import type { DeploymentRecord, ReplicaSetRecord } from './state.ts';

export const wantedOf = ({ object }: DeploymentRecord): number => object.spec.replicas ?? 1;

/** How many pods may be there beyond the wanted ones, and how many of those may be missing. */
export function bounds(deployment: DeploymentRecord): { surge: number; unavailable: number } {
  const wanted = wantedOf(deployment);
  const strategy = deployment.object.spec.strategy as
    | { type?: string; rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string } }
    | undefined;
  if (strategy?.type === 'Recreate') return { surge: 0, unavailable: wanted };
  const part = (value: number | string | undefined, round: (share: number) => number): number =>
    typeof value === 'number' ? value : round((wanted * Number.parseInt(value ?? '25%', 10)) / 100);
  const surge = part(strategy?.rollingUpdate?.maxSurge, Math.ceil);
  const unavailable = Math.min(wanted, part(strategy?.rollingUpdate?.maxUnavailable, Math.floor));
  // Neither would mean no rollout at all.
  return surge === 0 && unavailable === 0 ? { surge, unavailable: 1 } : { surge, unavailable };
}

/** One step towards the wanted replicas of the current template, as far as pods are available at this moment. */
export function scale(controller: Controller, deployment: DeploymentRecord, at: number): boolean {
  const current = currentSet(controller, deployment);
  if (current === undefined) return false;
  const wanted = wantedOf(deployment);
  const old = controller.world
    .setsOf(deployment)
    .filter((set) => set !== current && set.replicas > 0)
    .sort((a, b) => a.revision - b.revision);
  if ((deployment.object.spec.strategy as { type?: string } | undefined)?.type === 'Recreate')
    return recreate(controller, deployment, { current, old, wanted, at });
  const { surge, unavailable } = bounds(deployment);
  const total = sum([current, ...old]);
  if (current.replicas > wanted) return setReplicas(controller, current, wanted, at);
  const room = Math.min(wanted - current.replicas, wanted + surge - total);
  if (room > 0) return setReplicas(controller, current, current.replicas + room, at);

  const least = wanted - unavailable;
  const ready = readyIn(controller, current, at);
  let spare = total - least - (current.replicas - ready);
  if (old.length === 0) return false;
  // Old pods that serve nobody go first: they make room without costing anybody.
  for (const set of old) {
    const sick = Math.min(spare, set.replicas - readyIn(controller, set, at));
    if (sick > 0) return setReplicas(controller, set, set.replicas - sick, at);
  }
  spare = Math.min(spare, ready + old.reduce((count, set) => count + readyIn(controller, set, at), 0) - least);
  const [first] = old;
  if (first === undefined || spare <= 0) return false;
  return setReplicas(controller, first, Math.max(0, first.replicas - spare), at);
}

function recreate(
  controller: Controller,
  { object }: DeploymentRecord,
  parts: { current: ReplicaSetRecord; old: ReplicaSetRecord[]; wanted: number; at: number },
): boolean {
  const { current, old, wanted, at } = parts;
  const [first] = old;
  if (first !== undefined) return setReplicas(controller, first, 0, at);
  const leaving = [...controller.world.pods.values()].some(
    (pod) =>
      pod.namespace === object.metadata.namespace &&
      pod.deployment === object.metadata.name &&
      pod.replicaSet !== current.name &&
      pod.deletedAt !== undefined &&
      at < pod.deletedAt + controller.timings.podStop,
  );
  return leaving ? false : setReplicas(controller, current, wanted, at);
}

export const sum = (sets: readonly ReplicaSetRecord[]): number => sets.reduce((count, set) => count + set.replicas, 0);

/** Pods by what the controller counts: of the current template, of older ones, and the ready among the former. */
export function countsOf(controller: Controller, deployment: DeploymentRecord, at: number) {
  const current = currentSet(controller, deployment);
  const old = controller.world.setsOf(deployment).filter((set) => set !== current);
  return {
    updated: current === undefined ? 0 : podsOfSet(controller, current).length,
    old: sum(old),
    available: current === undefined ? 0 : readyIn(controller, current, at),
  };
}
