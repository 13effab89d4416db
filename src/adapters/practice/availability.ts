import { lastChange } from './course.ts';
import { isPodReady, lifeOf, repeatsOf } from './pod-life.ts';
import type { Controller } from './replica-sets.ts';
import { bounds, wantedOf } from './scaling.ts';
import type { DeploymentRecord } from './state.ts';

/** How many pods serve at this moment. */
export const availablePods = ({ world, timings }: Controller, deployment: DeploymentRecord, at: number): number =>
  world.alivePodsOf(deployment).filter((pod) => isPodReady(lifeOf(pod, timings), at)).length;

/**
 * The condition Available at a moment since the controller last looked: computed back from the pods, because a pod that
 * comes and goes moves it and nobody looks.
 */
export function availableAt(
  controller: Controller,
  deployment: DeploymentRecord,
  at: number,
): { status: boolean; since: number } {
  const { world, timings } = controller;
  const { lookedAt, available } = deployment;
  const least = wantedOf(deployment) - bounds(deployment).unavailable;
  const enough = (moment: number): boolean => availablePods(controller, deployment, moment) >= least;
  const lives = world.alivePodsOf(deployment).map((pod) => lifeOf(pod, timings));
  const steady = repeatsOf(lives);
  let moment = at;
  for (;;) {
    const change = Math.max(...lives.flatMap(({ courses }) => courses.map((course) => lastChange(course, moment))));
    if (!(change > lookedAt)) return { status: available.status, since: available.since };
    if (enough(change) !== enough(change - 1)) return { status: enough(at), since: change };
    moment = change - 1;
    // Two periods without a change are all that can be seen of what repeats: what is left is how it began.
    if (at - moment > 2 * steady.period && moment > steady.from) moment = steady.from;
  }
}
