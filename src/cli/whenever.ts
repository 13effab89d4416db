import { asFault } from '../contracts/fault.ts';
import type { LiveFrame } from '../contracts/live.ts';
import type { Client } from './client.ts';
import { liveLine } from './live-line.ts';

/** How often to look: while frames come, only in case one did not. */
const lookEveryMs = { live: 30_000, alone: 1_000 };
/** A home that starts again is waited for. */
const patienceMs = 60_000;

/** What was told since the last look, by incident the first frame of it; undefined: anything may have happened. */
export type Told = ReadonlyMap<string, LiveFrame> | undefined;

export interface Watching {
  /** A home as it can be reached now: its address and token may be others after it started again. */
  open(): Client;
  stop: AbortSignal;
  /** Looks at what was told, or at everything; true ends it. */
  look(client: Client, told: Told): Promise<boolean>;
  /** Told once when the home does not answer and is waited for. */
  lost(why: string): void;
}

/** Looks at once, whenever the live line tells of something, and now and then; until `look` or `stop` ends it. */
export async function whenever(watching: Watching): Promise<void> {
  const { stop } = watching;
  let lookedAt: number | undefined;
  let failures = 0;
  while (!stop.aborted) {
    try {
      await watchOver(watching.open(), watching, () => {
        lookedAt = Date.now();
        failures = 0;
      });
      return;
    } catch (thrown) {
      failures += 1;
      const { word, message } = asFault(thrown);
      // A token of an earlier start is refused once: then the home's new one was read.
      const mayPass = word === 'Unavailable' || (word === 'Unauthorized' && failures <= 2);
      if (lookedAt === undefined || !mayPass || Date.now() - lookedAt > patienceMs) throw thrown;
      if (failures === 1) watching.lost(message);
      await pause(lookEveryMs.alone, stop);
    }
  }
}

async function watchOver(client: Client, { stop, look }: Watching, looked: () => void): Promise<void> {
  let told = new Map<string, LiveFrame>();
  let everything = true;
  let fullyAt = 0;
  let wake = new AbortController();
  const line = liveLine(client, {
    changed() {
      everything = true;
      wake.abort();
    },
    frame(frame) {
      if (!told.has(frame.incident)) told.set(frame.incident, frame);
      wake.abort();
    },
  });
  try {
    while (!stop.aborted) {
      wake = new AbortController();
      const now = everything ? undefined : told;
      if (everything) fullyAt = Date.now();
      everything = false;
      told = new Map();
      if (await look(client, now)) return;
      looked();
      // Counted from the last look at everything: frames about something else must not put it off for ever.
      const every = line.isOpen() ? lookEveryMs.live : lookEveryMs.alone;
      const wait = Math.max(0, fullyAt + every - Date.now());
      if (await pause(wait, AbortSignal.any([stop, wake.signal]))) everything = true;
    }
  } finally {
    line.close();
  }
}

/** True when the time is over, false when `end` came first. */
const pause = (ms: number, end: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    if (end.aborted) return resolve(false);
    const woken = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      end.removeEventListener('abort', woken);
      resolve(true);
    }, ms);
    end.addEventListener('abort', woken, { once: true });
  });
