import { type Instant, readInstant } from '../../contracts/instant.ts';
import type { KubeEvent, KubeObject, Pod } from '../../contracts/kube.ts';
import type { BlindAnswer, World } from './analyzer.ts';
import { readEvents } from './parsed.ts';
import { compare } from './world.ts';

/** An event about a pod, with the times it covers. */
export interface PodEvent {
  from: string;
  type: string;
  reason: string;
  message: string;
  container: string | undefined;
  count: number;
  first: Instant | undefined;
  last: Instant | undefined;
}

/** By the pod they name. As they came: of a cluster's events most are about pods nobody asks about, and those stay unread. */
const indexes = new WeakMap<readonly KubeObject[], Map<string, KubeObject[]>>();

/** All events about the pod, oldest first: the newest alone hides what matters. */
export function eventsOf(world: World, pod: Pod): { is: 'found'; events: PodEvent[] } | BlindAnswer {
  const listed = world.list('Event', pod.metadata.namespace);
  if (listed.is === 'blind') return listed;
  let index = indexes.get(listed.objects);
  if (index === undefined) {
    index = new Map();
    for (const event of listed.objects) {
      const key = podKeyOf(event);
      if (key === undefined) continue;
      const known = index.get(key);
      if (known === undefined) index.set(key, [event]);
      else known.push(event);
    }
    indexes.set(listed.objects, index);
  }
  const about = readEvents(index.get(`${pod.metadata.namespace ?? ''}/${pod.metadata.name}`) ?? none).good;
  const events = about.filter((event) => isSameLife(event, pod)).map(read);
  return { is: 'found', events: events.sort((a, b) => compare(a.last ?? '', b.last ?? '') || compare(a.from, b.from)) };
}

const none: readonly KubeObject[] = [];

/** `namespace/name` of the pod an event is about, so far unread: whatever is of another shape is about none. */
function podKeyOf(event: KubeObject): string | undefined {
  const about = event.involvedObject as { kind?: unknown; namespace?: unknown; name?: unknown } | null | undefined;
  if (about?.kind !== 'Pod') return undefined;
  return `${about.namespace ?? event.metadata.namespace ?? ''}/${about.name ?? ''}`;
}

/** A StatefulSet's pod keeps its name when it is made anew; its events must not. */
const isSameLife = (event: KubeEvent, pod: Pod): boolean =>
  !event.involvedObject?.uid || !pod.metadata.uid || event.involvedObject.uid === pod.metadata.uid;

function read(event: KubeEvent): PodEvent {
  const series = event.series as { count?: unknown; lastObservedTime?: unknown } | undefined | null;
  const once = readInstant(event.eventTime) ?? readInstant(event.metadata.creationTimestamp);
  const count = typeof series?.count === 'number' ? series.count : event.count;
  return {
    from: `event/${event.metadata.namespace ?? ''}/${event.metadata.name}`,
    type: event.type ?? '',
    reason: event.reason ?? '',
    message: event.message ?? '',
    container: /\{(.+)\}/.exec(event.involvedObject?.fieldPath ?? '')?.[1],
    count: count !== undefined && count >= 1 ? Math.floor(count) : 1,
    first: readInstant(event.firstTimestamp) ?? once,
    last: readInstant(series?.lastObservedTime) ?? readInstant(event.lastTimestamp) ?? once,
  };
}
