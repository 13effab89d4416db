import { availableAt, availablePods } from './availability.ts';
import { lifeOf, nextPodChange, repeatsOf } from './pod-life.ts';
import { type Controller, forgetOldSets, takeUp } from './replica-sets.ts';
import { bounds, countsOf, scale, wantedOf } from './scaling.ts';
import type { DeploymentRecord, Progress } from './state.ts';

const never = Number.POSITIVE_INFINITY;

/** The moment at which this Deployment is to be looked at next; infinite when nothing is under way. */
export function nextLook({ world, timings }: Controller, deployment: DeploymentRecord): number {
  if (deployment.syncAt !== undefined) return deployment.syncAt;
  const { progress, lookedAt, actedAt, object } = deployment;
  if (progress.reason === 'NewReplicaSetAvailable') return never;
  const deadline = progress.ok && deadlineOf(deployment) > lookedAt ? deadlineOf(deployment) : never;
  const ends = [...world.pods.values()]
    .filter((pod) => pod.namespace === object.metadata.namespace && pod.deployment === object.metadata.name)
    .flatMap((pod) => (pod.deletedAt === undefined ? [] : [pod.deletedAt + timings.podStop]))
    .filter((end) => end > lookedAt);
  const lives = world.alivePodsOf(deployment).map((pod) => lifeOf(pod, timings));
  // What repeats was watched for two periods and nothing was done: nothing ever will be until something else happens.
  const { from, period } = repeatsOf(lives);
  const seenAll = lookedAt > Math.max(from, actedAt) + 2 * period;
  const changes = seenAll ? [] : lives.map((life) => nextPodChange(life, lookedAt));
  return Math.min(deadline, ...ends, ...changes);
}

/** One pass of the controller at one moment: takes up a new template, moves replicas, and says how far it has come. */
export function look(controller: Controller, deployment: DeploymentRecord, at: number): void {
  const before = availableAt(controller, deployment, at);
  const { progress, counts: was } = deployment;
  let acted = deployment.syncAt !== undefined;
  deployment.syncAt = undefined;
  deployment.observed = deployment.object.metadata.generation ?? 1;
  const found = deployment.object.spec.paused ? undefined : takeUp(controller, deployment, at);
  while (scale(controller, deployment, at)) acted = true;

  const counts = countsOf(controller, deployment, at);
  const wanted = wantedOf(deployment);
  const moved = counts.updated > was.updated || counts.old < was.old || counts.available > was.available;
  const complete = counts.updated === wanted && counts.old === 0 && counts.available >= wanted;
  // Once complete it stays so, whatever becomes of its pods, until another template comes.
  const stays = progress.reason === 'NewReplicaSetAvailable' && found === undefined && counts.old === 0;
  if (complete) forgetOldSets(controller.world, deployment);
  if (complete || stays) turn('NewReplicaSetAvailable', stays);
  else if (found !== undefined) turn(found);
  else if (moved) turn('ReplicaSetUpdated');
  else if (progress.ok && at >= deadlineOf(deployment)) turn('ProgressDeadlineExceeded');
  // The most that was ever available: pods that come and go are no progress.
  const best = found === undefined ? Math.max(was.available, counts.available) : counts.available;
  deployment.counts = { ...counts, available: best };

  const status = availablePods(controller, deployment, at) >= wanted - bounds(deployment).unavailable;
  deployment.available = { status, since: status === before.status ? before.since : at };
  deployment.lookedAt = at;
  if (!acted && found === undefined && deployment.progress === progress) return;
  deployment.actedAt = at;
  deployment.changedAt = at;
  deployment.writes += 1;

  function turn(reason: Progress['reason'], kept = false): void {
    if (kept) return;
    const ok = reason !== 'ProgressDeadlineExceeded';
    deployment.progress = { ok, reason, since: progress.ok === ok ? progress.since : at, updatedAt: at };
  }
}

function deadlineOf({ progress, object }: DeploymentRecord): number {
  const seconds = object.spec.progressDeadlineSeconds;
  return progress.updatedAt + (typeof seconds === 'number' ? seconds : 600) * 1000;
}
