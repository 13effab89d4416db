import { loadErrorEquals, matchesError } from './error-match.ts';
import { checkFields, number } from './fields.ts';
import type { Place } from './invalid-definition.ts';
import { isObject, type Json } from './json.ts';

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly fullJitter: boolean;
}

const FIELDS = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];
const LONGEST_DELAY = 99_999_999;

/** Defaults and bounds are those of AWS, "Retrying after an error": 1 s, 3 attempts, rate 2.0, MaxDelaySeconds below 31,622,400. */
export function loadRetry(raw: Json | undefined, place: Place): Retrier[] {
  if (raw === undefined) return [];
  if (!Array.isArray(raw)) {
    place.problem('Retry is a list of retriers');
    return [];
  }
  return raw.flatMap((retrier, i) => {
    const here = place.in(i);
    if (!isObject(retrier)) {
      here.problem('a retrier is an object with ErrorEquals');
      return [];
    }
    checkFields(retrier, FIELDS, here);
    const jitter = retrier.JitterStrategy;
    if (jitter !== undefined && jitter !== 'FULL' && jitter !== 'NONE')
      here.in('JitterStrategy').problem('write FULL or NONE');
    const loaded = {
      errorEquals: loadErrorEquals(retrier.ErrorEquals, i, raw.length, here),
      intervalSeconds: number(retrier, 'IntervalSeconds', here, { least: 1, most: LONGEST_DELAY, whole: true }) ?? 1,
      maxAttempts: number(retrier, 'MaxAttempts', here, { least: 0, most: 99_999_999, whole: true }) ?? 3,
      backoffRate: number(retrier, 'BackoffRate', here, { least: 1, most: 1_000_000, whole: false }) ?? 2,
      maxDelaySeconds:
        number(retrier, 'MaxDelaySeconds', here, { least: 1, most: 31_622_399, whole: true }) ?? LONGEST_DELAY,
      fullJitter: jitter === 'FULL',
    };
    if (loaded.maxDelaySeconds < loaded.intervalSeconds) {
      here.in('MaxDelaySeconds').problem('the longest delay is shorter than IntervalSeconds, the first one');
    }
    return [loaded];
  });
}

export interface Again {
  readonly retries: number[];
  readonly delayMs: number;
}

/**
 * Whether to try once more. The first retrier that matches decides; when it is used up the error goes on to Catch, whatever later retriers
 * say (spec, "Retrying after error"). `random` in [0, 1) is asked for JitterStrategy FULL only.
 */
export function tryAgain(
  retriers: readonly Retrier[],
  retries: readonly number[],
  error: string,
  random: () => number,
): Again | undefined {
  // AWS: "A States.Runtime error isn't retriable".
  if (error === 'States.Runtime') return undefined;
  const index = retriers.findIndex((retrier) => matchesError(retrier.errorEquals, error));
  const retrier = retriers[index];
  const soFar = retries[index] ?? 0;
  if (retrier === undefined || soFar >= retrier.maxAttempts) return undefined;
  const grown = retrier.intervalSeconds * retrier.backoffRate ** soFar;
  const delayMs = Math.min(grown, retrier.maxDelaySeconds) * 1000;
  return {
    retries: retriers.map((_, i) => (retries[i] ?? 0) + (i === index ? 1 : 0)),
    delayMs: Math.round(retrier.fullJitter ? delayMs * random() : delayMs),
  };
}
