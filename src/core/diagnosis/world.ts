import type { Kind, KubeObject, ObjectRef } from '../../contracts/kube.ts';
import { type Answer, type Ask, askText, type WorldRecord } from '../../contracts/world.ts';
import type { BlindAnswer, LogsAsk, World } from './analyzer.ts';

type Listed = ReturnType<World['list']>;

/** Context, not proof: a cluster without these is not a cluster we could not look at. */
const optional: ReadonlySet<Kind> = new Set(['PodMetrics']);

/**
 * A stored record as a World. Lists come sorted, so that the order in which a server answered never shows in a diagnosis.
 * `seen` tells which blind answers were read, metrics left aside.
 */
export function openWorld(record: WorldRecord): World & { seen(): { asked: string; why: string }[] } {
  const answers = new Map<string, Answer>();
  for (const { ask, answer } of record.reads) {
    const key = askText(ask);
    if (!answers.has(key)) answers.set(key, answer);
  }
  const lists = new Map<string, Listed>();
  const seen = new Map<string, string>();

  const blind = (asked: string, why: string): BlindAnswer => ({ is: 'blind', asked, why });
  const remember = <A extends { is: string }>(answer: A | BlindAnswer, kind?: Kind): A | BlindAnswer => {
    if (isBlind(answer) && !(kind && optional.has(kind))) seen.set(answer.asked, answer.why);
    return answer;
  };

  function readList(kind: Kind, namespace: string | undefined): Listed {
    const asked = askText({ verb: 'list', kind, namespace });
    const narrow = answers.get(asked);
    if (narrow !== undefined) {
      if (narrow.is === 'objects') return { is: 'found', objects: sorted(narrow.objects) };
      return blind(asked, narrow.is === 'blind' ? narrow.why : 'unreadable answer');
    }
    if (namespace === undefined) return blind(asked, 'not asked');
    const wide = list(kind, undefined);
    if (wide.is === 'blind') return wide.why === 'not asked' ? blind(asked, 'not asked') : wide;
    return { is: 'found', objects: wide.objects.filter((object) => object.metadata.namespace === namespace) };
  }

  function list(kind: Kind, namespace: string | undefined): Listed {
    const key = `${kind} ${namespace ?? ''}`;
    let found = lists.get(key);
    if (found === undefined) {
      found = readList(kind, namespace);
      lists.set(key, found);
    }
    return found;
  }

  function get(ref: ObjectRef): ReturnType<World['get']> {
    const asked = askText({ verb: 'get', ...ref });
    const single = answers.get(asked);
    if (single?.is === 'object') return { is: 'found', object: single.object };
    if (single?.is === 'absent') return { is: 'absent' };
    if (single !== undefined) return blind(asked, single.is === 'blind' ? single.why : 'unreadable answer');
    // What was listed need not be asked for again.
    const listed = list(ref.kind, ref.namespace);
    if (listed.is === 'blind') return blind(asked, listed.why);
    const object = listed.objects.find(
      (each) => each.metadata.name === ref.name && each.metadata.namespace === ref.namespace,
    );
    return object === undefined ? { is: 'absent' } : { is: 'found', object };
  }

  function logs(ask: LogsAsk): ReturnType<World['logs']> {
    const asked = askText({ verb: 'logs', ...ask } satisfies Ask);
    const answer = answers.get(asked);
    if (answer?.is === 'text') return { is: 'found', text: answer.text };
    if (answer?.is === 'absent') return { is: 'absent' };
    if (answer === undefined) return blind(asked, 'not asked');
    return blind(asked, answer.is === 'blind' ? answer.why : 'unreadable answer');
  }

  return {
    at: record.at,
    list: (kind, namespace) => remember(list(kind, namespace), kind),
    get: (ref) => remember(get(ref), ref.kind),
    logs: (ask) => remember(logs(ask)),
    seen: () => [...seen].map(([asked, why]) => ({ asked, why })).sort((a, b) => compare(a.asked, b.asked)),
  };
}

const isBlind = (answer: { is: string }): answer is BlindAnswer => answer.is === 'blind';

/** Code-unit order: the same on every machine, unlike a locale's. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const placeOf = (object: KubeObject): string => `${object.metadata.namespace ?? ''}\n${object.metadata.name}`;

const sortedBefore = new WeakMap<readonly KubeObject[], KubeObject[]>();
/** Memoized by the list: each round of a collection opens its world anew, over the same lists, and what others remember by them. */
function sorted(objects: readonly KubeObject[]): KubeObject[] {
  let found = sortedBefore.get(objects);
  if (found === undefined) {
    found = sortedNow(objects);
    sortedBefore.set(objects, found);
  }
  return found;
}

function sortedNow(objects: readonly KubeObject[]): KubeObject[] {
  const keyed = objects.map((object) => ({ object, key: placeOf(object) }));
  keyed.sort((a, b) => compare(a.key, b.key) || newerFirst(a.object, b.object));
  // A dump made of many files often holds an object twice: it is one object, and the newer state of it counts.
  return keyed.filter((each, at) => each.key !== keyed[at - 1]?.key).map((each) => each.object);
}

function newerFirst(a: KubeObject, b: KubeObject): number {
  const age = Number(b.metadata.resourceVersion ?? 0) - Number(a.metadata.resourceVersion ?? 0);
  return (Number.isFinite(age) ? age : 0) || compare(JSON.stringify(a), JSON.stringify(b));
}
