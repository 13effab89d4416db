import type { Controller } from './replica-sets.ts';
import { look, nextLook } from './rollout.ts';
import { type DeploymentRecord, keyOf } from './state.ts';
import { EVENT_LIFE } from './timings.ts';

export const isDue = (controller: Controller, until: number): boolean => nextDue(controller, until) !== undefined;

/**
 * Plays what happened up to `until`: the looks of the controllers, each at its own moment, in the order of time. Pods need no
 * playing, their lives are computed.
 */
export function play(controller: Controller, until: number): void {
  const { world, timings } = controller;
  for (;;) {
    const due = nextDue(controller, until);
    if (due === undefined) break;
    look(controller, due.deployment, due.at);
  }
  // Its events are gone by then, and with them the last that was to be seen of it.
  for (const pod of [...world.pods.values()])
    if (pod.deletedAt !== undefined && pod.deletedAt + timings.podStop + EVENT_LIFE < until) world.remove(pod);
}

const nextDue = (controller: Controller, until: number): { deployment: DeploymentRecord; at: number } | undefined =>
  [...controller.world.deployments.values()]
    .map((deployment) => ({ deployment, at: nextLook(controller, deployment) }))
    .filter(({ at }) => at <= until)
    .sort((a, b) => a.at - b.at || (keyOf(a.deployment) < keyOf(b.deployment) ? -1 : 1))[0];
