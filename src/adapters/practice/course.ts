import type { Container } from '../../contracts/kube.ts';
import { type FailingProbe, type Needs, type ProbeName, type Trouble, troubleOf } from './behaviour.ts';
import { type Loop, periodOf, steadyFrom, type Turn, turn, turnAt } from './loop.ts';
import { hashOf } from './names.ts';
import type { Timings } from './timings.ts';

/** The whole life of one container of one pod, past and future: a pure function of what it was made from. */
export interface Course {
  container: Container;
  trouble: Trouble | undefined;
  loop: Loop;
  /** Milliseconds of each attempt until it is ready; infinite when it never is. */
  readyAfter: { first: number; later: number };
  /** Before this moment its trouble did not hold yet. */
  since: number;
}

/** What it is at one moment. `last` is the attempt that began last. */
export type Moment =
  | { is: 'creating' }
  | { is: 'pulling'; last: Turn; shows: 'ContainerCreating' | 'ErrImagePull' | 'ImagePullBackOff' }
  | { is: 'running' | 'terminated' | 'waiting'; last: Turn };

export function courseOf(parts: {
  container: Container;
  needs: Needs;
  createdAt: number;
  uid: string;
  timings: Timings;
}): Course {
  const { container, needs, createdAt, uid, timings } = parts;
  const { backOffFirst, backOffCap } = timings;
  const trouble = troubleOf(container, needs);
  const from = createdAt + timings.podStart;
  const since = trouble?.is === 'memory' || trouble?.is === 'leak' ? (needs.since ?? 0) : 0;
  // Pods of one workload do not die in the same millisecond; only the first life differs, so that the rest stays periodic.
  const spread = Number.parseInt(hashOf('spread', uid, container.name).slice(0, 4), 16) % 1000;
  const readyAfter = failing(trouble).some(({ probe }) => probe !== 'livenessProbe')
    ? Number.POSITIVE_INFINITY
    : container.readinessProbe === undefined
      ? 0
      : seconds(container.readinessProbe.initialDelaySeconds, 0) + timings.ready;
  const never = Number.POSITIVE_INFINITY;
  const course = (length: number, ready: { first: number; later: number }): Course => {
    const first = length === never ? never : Math.max(from, since) - from + length + spread;
    return {
      container,
      trouble,
      loop: { from, first, later: length, backOffFirst, backOffCap },
      readyAfter: ready,
      since,
    };
  };
  switch (trouble?.is) {
    case undefined:
      return course(never, { first: readyAfter, later: readyAfter });
    case 'image':
      return course(timings.pull, { first: never, later: never });
    case 'crash':
    case 'variable':
      return course(timings.crash, { first: never, later: never });
    case 'memory':
      return course(timings.outOfMemory, { first: since > from ? readyAfter : never, later: never });
    case 'leak':
      return course(timings.leak, { first: readyAfter, later: readyAfter });
    case 'probes':
      return course(lifeUnderProbes(container, trouble.probes), { first: readyAfter, later: readyAfter });
  }
}

export const failing = (trouble: Trouble | undefined): FailingProbe[] =>
  trouble?.is === 'probes' ? trouble.probes : [];
export const seconds = (value: unknown, otherwise: number): number =>
  (typeof value === 'number' ? value : otherwise) * 1000;

/** The kubelet kills what fails its startup probe, or its liveness probe, so many times in a row. */
function lifeUnderProbes(container: Container, probes: readonly FailingProbe[]): number {
  const deadly: ProbeName[] = ['startupProbe', 'livenessProbe'];
  const killer = deadly.find((name) => probes.some(({ probe }) => probe === name));
  const spec = killer === undefined ? undefined : container[killer];
  if (spec === undefined) return Number.POSITIVE_INFINITY;
  return seconds(spec.initialDelaySeconds, 0) + seconds(spec.periodSeconds, 10) * (spec.failureThreshold ?? 3);
}

export function momentOf(course: Course, at: number, timings: Timings): Moment {
  const last = turnAt(course.loop, at);
  if (last === undefined) return { is: 'creating' };
  const ended = at - last.until;
  if (course.trouble?.is === 'image') {
    if (ended >= 0) return { is: 'pulling', last, shows: ended < timings.shown ? 'ErrImagePull' : 'ImagePullBackOff' };
    return { is: 'pulling', last, shows: last.index === 0 ? 'ContainerCreating' : 'ErrImagePull' };
  }
  if (ended < 0) return { is: 'running', last };
  return { is: ended < timings.shown ? 'terminated' : 'waiting', last };
}

const readyFrom = (course: Course, each: Turn): number =>
  each.from + (each.index === 0 ? course.readyAfter.first : course.readyAfter.later);

export function isReadyAt(course: Course, at: number): boolean {
  const last = turnAt(course.loop, at);
  return last !== undefined && at >= readyFrom(course, last) && at < last.until;
}

/** Moments around `at` at which readiness changes: of the attempt at hand, its neighbours, and the first, which is apart. */
function changesAround(course: Course, at: number): number[] {
  const index = turnAt(course.loop, at)?.index ?? 0;
  return [0, index - 1, index, index + 1]
    .filter((each) => each >= 0)
    .map((each) => turn(course.loop, each))
    .flatMap((each) => (readyFrom(course, each) < each.until ? [readyFrom(course, each), each.until] : []))
    .filter(Number.isFinite);
}
export const nextChange = (course: Course, after: number): number =>
  Math.min(...changesAround(course, after).filter((each) => each > after));
/** Minus infinity when there was none. */
export const lastChange = (course: Course, at: number): number =>
  Math.max(...changesAround(course, at).filter((each) => each <= at));

/** When anything it shows changed last, `at` included. */
export function lastShown(course: Course, at: number, timings: Timings): number {
  const last = turnAt(course.loop, at);
  if (last === undefined) return Number.NEGATIVE_INFINITY;
  return Math.max(
    ...[last.from, last.until, last.until + timings.shown].filter((each) => each <= at),
    lastChange(course, at),
  );
}

/** Zero when nothing repeats. */
export const repeats = (course: Course): { from: number; period: number } =>
  Number.isFinite(course.loop.first)
    ? { from: steadyFrom(course.loop), period: periodOf(course.loop) }
    : { from: course.loop.from + course.readyAfter.first, period: 0 };
