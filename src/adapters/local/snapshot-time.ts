import { type Instant, readInstant } from '../../contracts/instant.ts';

const MAX_DEPTH = 64;
/** Fields in which Kubernetes writes when something was. `deletionTimestamp` lies ahead, so it is none. */
const moments = new Set([
  'creationTimestamp',
  'firstTimestamp',
  'lastTimestamp',
  'eventTime',
  'lastObservedTime',
  'lastTransitionTime',
  'lastUpdateTime',
  'lastHeartbeatTime',
  'lastProbeTime',
  'startTime',
  'startedAt',
  'finishedAt',
  'completionTime',
  'time',
  'timestamp',
]);
/** What people and programs write, not the cluster: dates in there may be anything. */
const written = new Set(['spec', 'annotations', 'labels', 'data']);

/**
 * The newest moment in an object, and whether it can be handled at all: `too deep` is an object that would break whoever
 * walks it. Iterative for the same reason.
 */
export function newestIn(object: unknown): { newest: Instant | undefined } | 'too deep' {
  let newest: Instant | undefined;
  const open: { value: unknown; depth: number; judged: boolean }[] = [{ value: object, depth: 0, judged: true }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth, judged } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) return 'too deep';
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'object') open.push({ value: inner, depth: depth + 1, judged: judged && !written.has(key) });
      else if (judged && moments.has(key)) newest = later(newest, readInstant(inner));
    }
  }
  return { newest };
}

export const later = (a: Instant | undefined, b: Instant | undefined): Instant | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a;
