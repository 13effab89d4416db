/** Arrivals closer together than this are one burst. */
const gapMs = 50;
/** A burst that never ends must not keep its alarms from being looked at. */
const longestMs = 2_000;

/**
 * Whether alarms are arriving just now. While they are, taking them in durably comes first: a storm is given seconds to settle
 * anyway, and whoever sends it waits for an answer to each.
 */
export function burstWatch(now: () => number): { arrived(): void; going(): boolean } {
  let began = Number.NEGATIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  return {
    arrived() {
      const at = now();
      if (at - last > gapMs) began = at;
      last = at;
    },
    going() {
      const at = now();
      return at - last < gapMs && at - began < longestMs;
    },
  };
}
