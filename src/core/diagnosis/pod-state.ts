import { type Instant, readInstant, secondsBetween } from '../../contracts/instant.ts';
import type { Container, ContainerStatus, Pod } from '../../contracts/kube.ts';

/** A kill or crash longer ago than this on a container that runs is history, not the incident. */
const RECENT_SECONDS = 1800;

/** A container's end that still matters now. */
export interface Death {
  exitCode: number;
  reason: string;
  message: string;
  startedAt: Instant | undefined;
  finishedAt: Instant | undefined;
}

/** A container with its status; init containers and native sidecars are among them. */
export interface Seen {
  pod: Pod;
  spec: Container;
  status: ContainerStatus;
  init: boolean;
}

export function containersOf(pod: Pod): Seen[] {
  const pair = (specs: readonly Container[] = [], statuses: readonly ContainerStatus[] = [], init: boolean): Seen[] =>
    specs.flatMap((spec) => {
      const status = statuses.find((each) => each.name === spec.name);
      return status === undefined ? [] : [{ pod, spec, status, init }];
    });
  return [
    ...pair(pod.spec.initContainers, pod.status?.initContainerStatuses, true),
    ...pair(pod.spec.containers, pod.status?.containerStatuses, false),
  ];
}

/** Neither on its way out nor finished: only such a pod can be sick. */
export function isAlive(pod: Pod): boolean {
  if (readInstant(pod.metadata.deletionTimestamp) !== undefined) return false;
  return pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed';
}

export function conditionOf<C extends { type: string }>(conditions: readonly C[] | undefined, type: string) {
  return conditions?.find((each) => each.type === type);
}

export const isReady = (pod: Pod): boolean => conditionOf(pod.status?.conditions, 'Ready')?.status === 'True';

export function ageSeconds(time: unknown, at: Instant): number | undefined {
  const since = readInstant(time);
  return since === undefined ? undefined : secondsBetween(since, at);
}

/**
 * How the container ended, if that is what ails it now: it lies dead, waits in back-off, or came back less than half an
 * hour ago. A clean exit (0, not killed for memory) is no death.
 */
export function deathOf(status: ContainerStatus, at: Instant): Death | undefined {
  const now = status.state?.terminated;
  const last = status.lastState?.terminated;
  const waiting = status.state?.waiting;
  if (now !== undefined) return deadly(now);
  if (last === undefined) return undefined;
  if (waiting !== undefined) return waiting.reason === 'CrashLoopBackOff' ? deadly(last) : undefined;
  const age = ageSeconds(last.finishedAt, at);
  // A running container whose last end carries no time: believed only while it is not ready.
  if (age === undefined) return status.ready ? undefined : deadly(last);
  return age <= RECENT_SECONDS ? deadly(last) : undefined;
}

type Ended = NonNullable<NonNullable<ContainerStatus['state']>['terminated']>;
function deadly(end: Ended): Death | undefined {
  if (end.exitCode === 0 && end.reason !== 'OOMKilled') return undefined;
  return {
    exitCode: end.exitCode,
    reason: end.reason ?? '',
    message: end.message ?? '',
    startedAt: readInstant(end.startedAt),
    finishedAt: readInstant(end.finishedAt),
  };
}
