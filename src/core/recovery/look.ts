import { type Instant, millisOf, readInstant } from '../../contracts/instant.ts';
import type { Pod } from '../../contracts/kube.ts';
import type { Claim } from '../../contracts/plan.ts';
import type { Baseline } from '../../contracts/remediation.ts';
import type { WorldRecord } from '../../contracts/world.ts';
import type { World } from '../diagnosis/analyzer.ts';
import { conditionOf, isReady } from '../diagnosis/pod-state.ts';
import type { Reproof } from '../diagnosis/reprove.ts';
import { openWorld } from '../diagnosis/world.ts';
import { sum } from './baseline.ts';
import { type Rollout, rolloutOf } from './rollout.ts';
import { desiredOf, surroundingsOf } from './surroundings.ts';

export type Look =
  /** All positive evidence is there. `steadySince` is the latest moment at which one of the pods was not yet ready. */
  | { is: 'good'; restarts: Record<string, number>; steadySince: Instant | undefined }
  /** `back`: the signal is clearly there again. `targetWell`: the target has all its evidence, only a neighbour is worse. */
  | { is: 'bad'; says: string; back: boolean; targetWell: boolean }
  | { is: 'blind'; says: string };

/** One look: is every piece of positive evidence there, right now? The first that is missing is named. */
export function lookAt(parts: {
  record: WorldRecord;
  claim: Claim;
  baseline: Baseline;
  reproved: Reproof;
  ranAt: Instant;
}): Look {
  const { record, claim, baseline, reproved, ranAt } = parts;
  if (record.at < ranAt) return { is: 'blind', says: 'what was collected is older than the run' };
  const world = openWorld(record);
  const seen = rolloutOf(world, claim.object);
  if (seen.is === 'blind') return { is: 'blind', says: seen.why };
  if (seen.is === 'absent') return bad(`${claim.object.kind} ${claim.object.name} is gone`);
  const { rollout } = seen;
  const around = surroundingsOf(world, claim.object, rollout.labels);
  if (around.is === 'blind') return { is: 'blind', says: around.why };
  if (reproved.is === 'blind') return { is: 'blind', says: `whether the signal is gone: ${reproved.says}` };

  const taken = rollout.observed !== undefined && rollout.observed >= rollout.generation;
  // Silent but not yet all there (`signal: 'gone'`) is the fault no more: the counts below say what is missing.
  if (reproved.is === 'holds' || (reproved.is === 'changed' && reproved.signal !== 'gone')) {
    const again = taken ? rollout.pods?.find((pod) => crashedAgain(pod, ranAt)) : undefined;
    // Everything else is the fault still speaking, in the same words or in others.
    if (again === undefined)
      return bad(reproved.is === 'changed' ? reproved.says : 'the signal of the claim still stands');
    const says = `the signal is back on the new revision: pod ${again.metadata.name} restarted ${restartsOf(again)} times`;
    return { is: 'bad', says, back: true, targetWell: false };
  }
  const missing =
    incomplete(rollout, taken, baseline) ?? unsteady(rollout) ?? unserved(around.around.services, rollout, baseline);
  if (missing !== undefined) return bad(missing);
  if (reproved.is === 'changed' || reproved.how !== 'healthy') return bad(reproved.says);
  const worse = worseNeighbours(world, claim.object.namespace, baseline.neighbours, around.around.neighbours);
  // Last, so that it is said only of a target that is well itself. It keeps from `recovered`, but is no signal that is back.
  if (worse !== undefined) return { is: 'bad', says: worse, back: false, targetWell: true };
  const pods = rollout.pods ?? [];
  return {
    is: 'good',
    restarts: Object.fromEntries(pods.map((pod) => [pod.metadata.name, restartsOf(pod)])),
    steadySince: pods
      .flatMap((pod) => readInstant(conditionOf(pod.status?.conditions, 'Ready')?.lastTransitionTime) ?? [])
      .reduce<Instant | undefined>(
        (latest, time) => (latest === undefined || time > latest ? time : latest),
        undefined,
      ),
  };
}

const bad = (says: string): Look => ({ is: 'bad', says, back: false, targetWell: false });

function incomplete(rollout: Rollout, taken: boolean, baseline: Baseline): string | undefined {
  const { desired, updated, available, total } = rollout;
  if (rollout.object.metadata.deletionTimestamp) return 'the workload is being deleted';
  if (desired <= 0) return 'the workload is scaled to zero, which mends nothing';
  if (desired < baseline.desired)
    return `the workload was scaled down to ${desired} from ${baseline.desired}, which mends nothing`;
  if (!taken) return 'its controller has not seen the new template yet';
  // `total` too: an old pod that is still up would otherwise count as available for a new one that is not.
  if (updated !== desired || available !== desired || total !== desired)
    return `the rollout is under way: ${updated} updated, ${available} available, ${total} in all, ${desired} wanted`;
  return undefined;
}

function unsteady(rollout: Rollout): string | undefined {
  if (rollout.pods === undefined) return 'no controller revision carries the new template yet';
  if (rollout.pods.length !== rollout.desired)
    return `${rollout.pods.length} pods are of the new revision, ${rollout.desired} are wanted`;
  const down = rollout.pods.find((pod) => !runs(pod));
  return down === undefined ? undefined : `pod ${down.metadata.name} of the new revision is not running and ready`;
}

/** Each Service in front must reach every wanted pod, and together they must not reach fewer than before. */
function unserved(services: Record<string, number>, rollout: Rollout, baseline: Baseline): string | undefined {
  const short = Object.entries(services).find(([, ready]) => ready < rollout.desired);
  if (short !== undefined) return `Service ${short[0]} has ${short[1]} ready endpoints, ${rollout.desired} are wanted`;
  const ready = sum(services);
  return ready < baseline.readyEndpoints
    ? `${ready} endpoints are ready, ${baseline.readyEndpoints} were before`
    : undefined;
}

/**
 * Fewer ready pods than before, or than the neighbour itself wants by now where that is less: scaled down on purpose is no
 * harm. What it wants is unknown where its kind was not listed or it is gone: then what it had before counts alone.
 */
function worseNeighbours(
  world: World,
  namespace: string | undefined,
  before: Record<string, number>,
  now: Record<string, number>,
): string | undefined {
  const worse = Object.entries(before).flatMap(([name, had]) => {
    const ready = now[name] ?? 0;
    const wants = ready < had ? desiredOf(world, namespace, name) : undefined;
    if (ready >= Math.min(had, wants ?? had)) return [];
    const less = wants !== undefined && wants < had ? ` and wants ${wants} now` : '';
    return [`neighbour ${name} got worse: ${ready} ready pods, it had ${had}${less}`];
  });
  return worse.length > 1 ? `${worse[0]}; ${worse.length - 1} more neighbours got worse` : worse[0];
}

/** Running and ready by every sign there is: phase, condition, and each container's own word. */
const runs = (pod: Pod): boolean =>
  pod.status?.phase === 'Running' &&
  isReady(pod) &&
  (pod.status.containerStatuses ?? []).length >= pod.spec.containers.length &&
  (pod.status.containerStatuses ?? []).every((status) => status.ready && status.state?.running !== undefined);

const statusesOf = (pod: Pod) => [
  ...(pod.status?.containerStatuses ?? []),
  ...(pod.status?.initContainerStatuses ?? []),
];
const restartsOf = (pod: Pod): number => statusesOf(pod).reduce((sum, status) => sum + status.restartCount, 0);

/** Twice or more, and after the run: once may be the start of a new pod, and old restarts are history. */
function crashedAgain(pod: Pod, ranAt: Instant): boolean {
  // Kubernetes writes whole seconds.
  const ran = Math.floor(millisOf(ranAt) / 1000) * 1000;
  const late = (time: unknown): boolean => {
    const instant = readInstant(time);
    return instant !== undefined && millisOf(instant) >= ran;
  };
  return statusesOf(pod).some(
    (status) =>
      status.restartCount >= 2 &&
      (late(pod.metadata.creationTimestamp) || late((status.lastState ?? status.state)?.terminated?.finishedAt)),
  );
}
