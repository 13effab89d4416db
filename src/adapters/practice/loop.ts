/**
 * Attempts with growing pauses between them, in closed form: which attempt stands at a moment is computed, not played, so
 * a clock that jumps by a year costs as much as one that moves a second, and the steps in which time passes cannot matter.
 */
export interface Loop {
  from: number;
  /** Length of the first attempt; infinite when it never ends. */
  first: number;
  later: number;
  /** The pause after attempt n is `backOffFirst * 2^n`, at most `backOffCap`. */
  backOffFirst: number;
  backOffCap: number;
}

/** Attempt `index` lasts from `from` to `until`; the next one begins at `next`. */
export interface Turn {
  index: number;
  from: number;
  until: number;
  next: number;
}

/** Attempts before the pauses have reached their cap and the lengths repeat: at least the first, which is like no other. */
function growing(loop: Loop): number {
  let count = 1;
  while (loop.backOffFirst * 2 ** count < loop.backOffCap && count < 60) count += 1;
  return count;
}

export function turn(loop: Loop, index: number): Turn {
  const grows = growing(loop);
  const doubled = Math.min(index, grows);
  const pauses = doublings(loop, doubled) + (index - doubled) * loop.backOffCap;
  const from = index === 0 ? loop.from : loop.from + loop.first + (index - 1) * loop.later + pauses;
  const until = from + (index === 0 ? loop.first : loop.later);
  return { index, from, until, next: until + Math.min(loop.backOffFirst * 2 ** Math.min(index, 60), loop.backOffCap) };
}

const doublings = (loop: Loop, count: number): number => {
  let sum = 0;
  for (let index = 0; index < count; index += 1) sum += Math.min(loop.backOffFirst * 2 ** index, loop.backOffCap);
  return sum;
};

/** The attempt that began last, not later than `at`; undefined before the first. */
export function turnAt(loop: Loop, at: number): Turn | undefined {
  if (at < loop.from) return undefined;
  const grows = growing(loop);
  for (let index = 0; index < grows; index += 1) {
    const each = turn(loop, index);
    if (at < each.next) return each;
  }
  const steady = turn(loop, grows);
  return turn(loop, grows + Math.floor((at - steady.from) / periodOf(loop)));
}

export const periodOf = (loop: Loop): number => loop.later + loop.backOffCap;
/** From here on everything repeats with the period. */
export const steadyFrom = (loop: Loop): number => turn(loop, growing(loop)).from;
