/** What one bench has to say. A figure stands beside the floor measured in the same run; a bound is on one of the two. */
export interface Figure {
  id: string;
  what: string;
  /** The median of `values`. */
  value: number;
  unit: Unit;
  values: number[];
  floor?: { what: string; value: number; values: number[] };
  /** `value` over the floor's. */
  ratio?: number;
  bound?: { says: string; met: boolean };
  load: Load;
  notes: string[];
}
export type Unit = 'ms' | 'MB' | 'KB' | 'per s';

/** How busy the machine was before the figure was taken, so by others: nothing of ours runs then. */
export interface Load {
  /** Of all processors together, over half a second. */
  busyPercent: number;
  oneMinute: number;
}

export type Bound = { atMost: number } | { atLeastTimesFloor: number } | { atMostTimesFloor: number };

interface Measured {
  id: string;
  what: string;
  unit: Unit;
  values: readonly number[];
  floor?: { what: string; values: readonly number[] };
  bound?: Bound;
  load: Load;
  notes?: readonly string[];
}

/** Throws when nothing was measured: a median of nothing would meet any bound. */
export function figure(measured: Measured): Figure {
  const { id, what, unit, load } = measured;
  const value = median(measured.values);
  const floor = measured.floor && {
    what: measured.floor.what,
    value: median(measured.floor.values),
    values: [...measured.floor.values],
  };
  const bound = measured.bound && judge(measured.bound, value, floor?.value, unit);
  return {
    id,
    what,
    value,
    unit,
    values: [...measured.values],
    ...(floor && { floor, ratio: value / floor.value }),
    ...(bound && { bound }),
    load,
    notes: [...(measured.notes ?? [])],
  };
}

function judge(bound: Bound, value: number, floor: number | undefined, unit: Unit): { says: string; met: boolean } {
  if ('atMost' in bound) return { says: `<= ${bound.atMost} ${unit}`, met: value <= bound.atMost };
  if (floor === undefined || !(floor > 0)) throw new Error('a bound on a ratio needs a floor above zero');
  if ('atLeastTimesFloor' in bound)
    return { says: `>= ${bound.atLeastTimesFloor} x floor`, met: value >= bound.atLeastTimesFloor * floor };
  return { says: `<= ${bound.atMostTimesFloor} x floor`, met: value <= bound.atMostTimesFloor * floor };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined || sorted.some((value) => !Number.isFinite(value)))
    throw new Error(`no median of [${values.join(', ')}]`);
  return (low + high) / 2;
}
