import type { Judgement } from '../../contracts/diagnosis.ts';
import { type Instant, readInstant, secondsBetween } from '../../contracts/instant.ts';
import type { Pod } from '../../contracts/kube.ts';
import type { World } from './analyzer.ts';
import { eventsOf, type PodEvent } from './pod-events.ts';
import { containersOf } from './pod-state.ts';

/** Events that are the fault speaking, not the cluster at work. */
const telling = new Set(['BackOff', 'Failed', 'Unhealthy', 'Killing', 'FailedMount', 'FailedScheduling']);

/** What moves while the fault stands, over all pods that show it. */
export function signsOf(world: World, pods: readonly Pod[], container?: string): Judgement['signs'] {
  let restarts = 0;
  let gap = 0;
  let since: Instant | undefined;
  const note = (time: Instant | undefined) => {
    if (time !== undefined && (since === undefined || time < since)) since = time;
  };
  for (const pod of pods) {
    for (const { spec, status } of containersOf(pod)) {
      if (container !== undefined && spec.name !== container) continue;
      restarts = Math.max(restarts, Math.floor(status.restartCount));
      const before = readInstant(status.lastState?.terminated?.finishedAt);
      const now = readInstant(status.state?.terminated?.finishedAt);
      note(before ?? now);
      if (before !== undefined && now !== undefined) gap = Math.max(gap, secondsBetween(before, now));
    }
    for (const event of complaints(world, pod, container)) {
      note(event.first);
      gap = Math.max(gap, spacing(event));
    }
  }
  const signs = { restarts: Math.max(0, restarts), longestGapSeconds: Math.max(0, Math.round(gap * 1000) / 1000) };
  return since === undefined ? signs : { ...signs, since };
}

function complaints(world: World, pod: Pod, container: string | undefined): PodEvent[] {
  const found = eventsOf(world, pod);
  // Signs are context: without events there are fewer of them, and the judgement stands.
  if (found.is === 'blind') return [];
  return found.events.filter(
    (event) => telling.has(event.reason) && (!container || !event.container || event.container === container),
  );
}

/** A counted event tells only its ends: its mean spacing is the least its longest gap can be. */
function spacing(event: PodEvent): number {
  if (event.count < 2 || event.first === undefined || event.last === undefined) return 0;
  return Math.max(0, secondsBetween(event.first, event.last) / (event.count - 1));
}
