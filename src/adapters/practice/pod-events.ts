import type { KubeEvent } from '../../contracts/kube.ts';
import type { FailingProbe } from './behaviour.ts';
import { pullError } from './container-status.ts';
import { type Course, failing, seconds } from './course.ts';
import { type Turn, turn, turnAt } from './loop.ts';
import { hashOf, podAddress, timeText, uidOf, versionText } from './names.ts';
import { lifeOf } from './pod-life.ts';
import { NODE } from './pod-view.ts';
import type { PodRecord } from './state.ts';
import { EVENT_LIFE, type Timings } from './timings.ts';

interface Seen {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  container?: string;
  first: number;
  last: number;
  count: number;
}

/** The events about a pod at a moment, each seen `count` times: counted from the pod's courses. */
export function eventsOf(pod: PodRecord, at: number, timings: Timings): KubeEvent[] {
  const until = Math.min(at, pod.deletedAt ?? at);
  const { courses } = lifeOf(pod, timings);
  const seen: Seen[] = [
    once('Scheduled', `Successfully assigned ${pod.namespace}/${pod.name} to ${NODE}`, pod.createdAt),
  ];
  for (const course of courses) seen.push(...ofCourse(pod, course, until, timings));
  if (pod.deletedAt !== undefined && pod.deletedAt <= at)
    for (const { container, loop } of courses)
      if (turnAt(loop, pod.deletedAt)) {
        const message = `Stopping container ${container.name}`;
        seen.push({ ...once('Killing', message, pod.deletedAt), container: container.name });
      }
  return seen.filter(({ count, last }) => count > 0 && last > at - EVENT_LIFE).map((each) => view(pod, each));
}

const once = (reason: string, message: string, at: number): Seen => ({
  type: 'Normal',
  reason,
  message,
  first: at,
  last: at,
  count: 1,
});

function ofCourse(pod: PodRecord, course: Course, at: number, timings: Timings): Seen[] {
  const last = turnAt(course.loop, at);
  if (last === undefined) return [];
  const { name, image = '' } = course.container;
  const seen = (
    type: Seen['type'],
    reason: string,
    message: string,
    count: number,
    when: (each: Turn) => number,
  ): Seen => ({
    type,
    reason,
    message,
    container: name,
    count,
    first: when(turn(course.loop, 0)),
    last: when(turn(course.loop, Math.max(0, count - 1))),
  });
  /** Attempts of which this moment has passed. */
  const passed = (when: (each: Turn) => number): number => last.index + (when(last) <= at ? 1 : 0);
  const began = (each: Turn): number => each.from;
  const ended = (each: Turn): number => each.until;
  const backedOff = (each: Turn): number => each.until + timings.shown;
  if (course.trouble?.is === 'image')
    return [
      seen('Normal', 'Pulling', `Pulling image "${image}"`, passed(began), began),
      seen('Warning', 'Failed', `Failed to pull image "${image}": ${pullError(image)}`, passed(ended), ended),
      seen('Warning', 'Failed', 'Error: ErrImagePull', passed(ended), ended),
      seen('Normal', 'BackOff', `Back-off pulling image "${image}"`, passed(backedOff), backedOff),
      seen('Warning', 'Failed', 'Error: ImagePullBackOff', passed(backedOff), backedOff),
    ];
  const whose = `container ${name} in pod ${pod.name}_${pod.namespace}(${pod.uid})`;
  const probes = failing(course.trouble);
  const kills = probes.find(({ probe }) => probe !== 'readinessProbe');
  const word = kills === undefined ? '' : `${words[kills.probe].toLowerCase()} probe`;
  return [
    seen('Normal', 'Pulled', `Container image "${image}" already present on machine`, passed(began), began),
    seen('Normal', 'Created', `Created container: ${name}`, passed(began), began),
    seen('Normal', 'Started', `Started container ${name}`, passed(began), began),
    ...probes.map((probe) => unhealthy(pod, course, probe, last, at, timings)),
    ...(kills === undefined
      ? []
      : [seen('Normal', 'Killing', `Container ${name} failed ${word}, will be restarted`, passed(ended), ended)]),
    seen('Warning', 'BackOff', `Back-off restarting failed ${whose}`, passed(backedOff), backedOff),
  ];
}

const words = { startupProbe: 'Startup', livenessProbe: 'Liveness', readinessProbe: 'Readiness' } as const;

/** Failed probes: as many in each ended life as fit into it, and those of the present one. */
function unhealthy(
  pod: PodRecord,
  course: Course,
  failed: FailingProbe,
  last: Turn,
  at: number,
  timings: Timings,
): Seen {
  const spec = course.container[failed.probe];
  const period = Math.max(1000, seconds(spec?.periodSeconds, 10));
  const first = seconds(spec?.initialDelaySeconds, 0) + (failed.probe === 'readinessProbe' ? timings.ready : period);
  const fits = (length: number): number => (length < first ? 0 : Math.floor((length - first) / period) + 1);
  const before = last.index > 0 ? fits(course.loop.first) : 0;
  const between = last.index > 1 ? (last.index - 1) * fits(course.loop.later) : 0;
  const now = fits(Math.min(at, last.until) - last.from);
  const previous = now > 0 || last.index === 0 ? last : turn(course.loop, last.index - 1);
  const shown = now > 0 ? now : fits(previous.until - previous.from);
  return {
    type: 'Warning',
    reason: 'Unhealthy',
    message: failureText(pod, failed, spec?.httpGet),
    container: course.container.name,
    count: before + between + now,
    first: course.loop.from + first,
    last: previous.from + first + (shown - 1) * period,
  };
}

/** As Go's HTTP client and the kubelet word it. */
function failureText(
  pod: PodRecord,
  { probe, handler, port, named }: FailingProbe,
  httpGet: { path?: string | undefined; scheme?: string | undefined } | undefined,
): string {
  const word = words[probe];
  if (port === undefined)
    return `${word} probe errored and resulted in unknown state: strconv.Atoi: parsing "${named}": invalid syntax`;
  const address = `${podAddress(pod.uid)}:${port}`;
  const refused = `dial tcp ${address}: connect: connection refused`;
  if (handler === 'httpGet') {
    const url = `${(httpGet?.scheme ?? 'HTTP').toLowerCase()}://${address}${httpGet?.path ?? '/'}`;
    return `${word} probe failed: Get "${url}": ${refused}`;
  }
  if (handler === 'grpc')
    return `${word} probe failed: error: connection refused: failed to connect to "${address}": ${refused}`;
  return `${word} probe failed: ${refused}`;
}

function view(pod: PodRecord, seen: Seen): KubeEvent {
  const name = `${pod.name}.${hashOf('event', pod.uid, seen.container ?? '', seen.reason, seen.message).slice(0, 16)}`;
  const component = seen.reason === 'Scheduled' ? 'default-scheduler' : 'kubelet';
  const host = component === 'kubelet' ? NODE : '';
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name,
      namespace: pod.namespace,
      uid: uidOf('Event', name),
      resourceVersion: versionText(seen.last, seen.count),
      creationTimestamp: timeText(seen.first),
    },
    involvedObject: {
      apiVersion: 'v1',
      kind: 'Pod',
      namespace: pod.namespace,
      name: pod.name,
      uid: pod.uid,
      ...(seen.container !== undefined && { fieldPath: `spec.containers{${seen.container}}` }),
    },
    type: seen.type,
    reason: seen.reason,
    message: seen.message,
    source: { component, ...(host !== '' && { host }) },
    firstTimestamp: timeText(seen.first),
    lastTimestamp: timeText(seen.last),
    count: seen.count,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: host,
  };
}
