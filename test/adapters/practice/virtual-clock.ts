import { type Instant, instantOf, millisOf } from '../../../src/contracts/instant.ts';

export interface VirtualClock {
  now(): Instant;
  /** Lets so many milliseconds pass. */
  pass(millis: number): void;
}

export function virtualClock(from: Instant = '2026-03-01T10:00:00.000Z'): VirtualClock {
  let now = millisOf(from);
  return {
    now: () => instantOf(now),
    pass: (millis) => {
      now += millis;
    },
  };
}
