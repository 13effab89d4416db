import { type Course, courseOf, isReadyAt, lastChange, lastShown, nextChange, repeats } from './course.ts';
import type { PodRecord } from './state.ts';
import type { Timings } from './timings.ts';

/** The courses of a pod's containers together. A pod is ready when all of them are and nobody has deleted it. */
export interface PodLife {
  pod: PodRecord;
  courses: Course[];
}

const lives = new WeakMap<PodRecord, { timings: Timings; courses: Course[] }>();

export function lifeOf(pod: PodRecord, timings: Timings): PodLife {
  let known = lives.get(pod);
  if (known === undefined || known.timings !== timings) {
    const { createdAt, uid } = pod;
    const courses = pod.template.spec.containers.map((container) =>
      courseOf({ container, needs: pod.behaviour[container.name] ?? {}, createdAt, uid, timings }),
    );
    known = { timings, courses };
    lives.set(pod, known);
  }
  return { pod, courses: known.courses };
}

export const isPodReady = ({ pod, courses }: PodLife, at: number): boolean =>
  (pod.deletedAt === undefined || at < pod.deletedAt) && courses.every((course) => isReadyAt(course, at));

/** Infinite when it stays as it is. */
export const nextPodChange = ({ courses }: PodLife, after: number): number =>
  Math.min(...courses.map((course) => nextChange(course, after)));

/** When its readiness changed last, `at` included; its creation when it never did. */
export function lastPodChange(life: PodLife, at: number): number {
  const { pod, courses } = life;
  if (pod.deletedAt !== undefined && at >= pod.deletedAt && isPodReady(life, pod.deletedAt - 1)) return pod.deletedAt;
  let moment = Math.min(at, pod.deletedAt ?? at);
  // One container's change need not be the pod's. Past one period nothing new is found: then it never changed after that.
  for (let tries = 0; tries < 64; tries += 1) {
    const change = Math.max(...courses.map((course) => lastChange(course, moment)));
    if (!Number.isFinite(change)) break;
    if (isPodReady(life, change) !== isPodReady(life, change - 1)) return change;
    moment = change - 1;
  }
  return pod.createdAt;
}

export const lastPodShown = ({ pod, courses }: PodLife, at: number, timings: Timings): number =>
  Math.max(
    pod.createdAt,
    pod.deletedAt !== undefined && pod.deletedAt <= at ? pod.deletedAt : pod.createdAt,
    ...courses.map((course) => lastShown(course, at, timings)),
  );

/** From `from` on the readiness of all these pods repeats with `period`. */
export function repeatsOf(pods: readonly PodLife[]): { from: number; period: number } {
  const all = pods.flatMap(({ courses }) => courses.map(repeats)).filter(({ from }) => Number.isFinite(from));
  return { from: Math.max(0, ...all.map(({ from }) => from)), period: Math.max(0, ...all.map(({ period }) => period)) };
}
