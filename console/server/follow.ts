import type { QueryClient } from '@tanstack/react-query';
import type { LiveFrame } from '../../src/contracts/live.ts';
import type { EventName } from '../../src/contracts/log.ts';
import { readNewest, readOne } from './incident-list.ts';
import { keys } from './keys.ts';

/** Events after which other holds wait than before. */
const ofHolds: ReadonlySet<string> = new Set<EventName>([
  'proposals_submitted',
  'decision_made',
  'hold_expired',
  'hold_settled',
  'plan_withdrawn',
  'plan_voided',
  'question_answered',
]);
/** From here on one page is cheaper than each by itself. */
const oneByOneAtMost = 8;

/** What changed is read again: what a page shows at once, the rest when somebody looks at it. */
export async function takeFrames(client: QueryClient, frames: readonly LiveFrame[]): Promise<void> {
  // What concerns no single incident bears this word in its place.
  const incidents = [...new Set(frames.map(({ incident }) => incident))].filter((id) => id !== 'tenant');
  const wanted: Promise<unknown>[] = incidents.flatMap((id) => [
    client.invalidateQueries({ queryKey: keys.incident(id) }),
    client.invalidateQueries({ queryKey: keys.log(id) }),
  ]);
  if (frames.some(({ event }) => ofHolds.has(event))) wanted.push(client.invalidateQueries({ queryKey: keys.holds }));
  if (frames.some(({ event, about }) => event === 'setting_changed' && about === 'stop'))
    wanted.push(client.invalidateQueries({ queryKey: keys.stop }));
  if (client.getQueryData(keys.incidents) !== undefined)
    wanted.push(
      ...(incidents.length > oneByOneAtMost
        ? [readNewest(client)]
        : incidents.map((id) => readOne(client, id).catch(() => undefined))),
    );
  await Promise.allSettled(wanted);
}

/** After a gap nobody knows what was missed: the newest page, and whatever is on the screen; a log asks for what came after its last. */
export async function catchUp(client: QueryClient): Promise<void> {
  await Promise.allSettled([
    client.getQueryData(keys.incidents) === undefined ? undefined : readNewest(client),
    client.invalidateQueries({
      predicate: ({ queryKey }) => ['incident', 'log', 'holds', 'stop', 'letters'].includes(String(queryKey[0])),
    }),
  ]);
}
