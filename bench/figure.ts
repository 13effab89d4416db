/** What one bench has to say. A figure stands beside the floor measured in the same run; a bound is on one of the two. */
export interface Figure {
  id: string;
  what: string;
  /** The median of `values`. */
  value: number;
  unit: Unit;
  values: number[];
  floor?: { what: string; value: number; values: number[] };
  /** Median of each run's value over that run's floor: a disk or a neighbour that changes its pace changes both. */
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
  /** One value per run, taken right beside it. */
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
  const ratio = floor && median(pairs(measured.values, floor.values));
  const bound = measured.bound && judge(measured.bound, value, ratio, unit);
  return {
    id,
    what,
    value,
    unit,
    values: [...measured.values],
    ...(floor && ratio !== undefined && { floor, ratio }),
    ...(bound && { bound }),
    load,
    notes: [...(measured.notes ?? [])],
  };
}

function pairs(values: readonly number[], floor: readonly number[]): number[] {
  if (values.length !== floor.length) throw new Error(`${values.length} runs beside ${floor.length} of the floor`);
  return values.map((value, run) => value / (floor[run] ?? 0));
}

function judge(bound: Bound, value: number, ratio: number | undefined, unit: Unit): { says: string; met: boolean } {
  if ('atMost' in bound) return { says: `<= ${bound.atMost} ${unit}`, met: value <= bound.atMost };
  if (ratio === undefined) throw new Error('a bound on a ratio needs a floor');
  if ('atLeastTimesFloor' in bound)
    return { says: `>= ${bound.atLeastTimesFloor} x floor`, met: ratio >= bound.atLeastTimesFloor };
  return { says: `<= ${bound.atMostTimesFloor} x floor`, met: ratio <= bound.atMostTimesFloor };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (low === undefined || high === undefined || sorted.some((value) => !Number.isFinite(value)))
    throw new Error(`no median of [${values.join(', ')}]`);
  return (low + high) / 2;
}
