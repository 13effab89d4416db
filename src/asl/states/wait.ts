import { loadDataFlow, resolve } from '../data-flow.ts';
import { checkFields, number, sourcePath, text } from '../fields.ts';
import type { Place } from '../invalid-definition.ts';
import type { Json, JsonObject } from '../json.ts';
import type { LoadState, Visit } from '../state.ts';
import { runtimeError } from '../state-error.ts';
import { parseTimestamp } from '../timestamp.ts';
import { loadTransition } from '../transition.ts';

const WHEN = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'];
const FIELDS = ['Type', 'Comment', 'InputPath', 'OutputPath', 'Next', 'End', ...WHEN];

/** AWS, "Wait workflow state": "an integer value from 0 to 99999999". */
const MOST_SECONDS = 99_999_999;

/** Wait: sleeps until an instant counted from when the state was entered, so that a restart does not begin it anew. */
export const loadWait: LoadState = (raw, place) => {
  checkFields(raw, FIELDS, place);
  const flow = loadDataFlow(raw, place);
  const transition = loadTransition(raw, place);
  const given = WHEN.filter((key) => raw[key] !== undefined);
  if (given.length !== 1) {
    place.problem(
      `one of ${WHEN.join(', ')} is needed, here ${given.length === 0 ? 'is none' : `are ${given.join(' and ')}`}`,
    );
  }
  const until = loadUntil(raw, place);
  return {
    ...transition,
    retry: [],
    catch: [],
    enter: (visit) => ({ do: 'sleep', until: until(visit, flow.effective(visit)) }),
    wake: (visit) => transition.leave(flow.passed(visit)),
  };
};

function loadUntil(raw: JsonObject, place: Place): (visit: Visit, input: Json) => number {
  const seconds = number(raw, 'Seconds', place, { least: 0, most: MOST_SECONDS, whole: true });
  const timestamp = text(raw, 'Timestamp', place);
  const secondsPath = sourcePath(raw.SecondsPath, place.in('SecondsPath'));
  const timestampPath = sourcePath(raw.TimestampPath, place.in('TimestampPath'));
  const fixed = timestamp === undefined ? undefined : parseTimestamp(timestamp);
  if (timestamp !== undefined && fixed === undefined) {
    place.in('Timestamp').problem(`${JSON.stringify(timestamp)} is not a timestamp like 2026-08-18T17:33:00Z`);
  }
  return (visit, input) => {
    if (fixed !== undefined) return fixed;
    if (timestampPath !== undefined) return timestampOf(resolve(timestampPath, input, visit, 'TimestampPath'));
    const wait = secondsPath === undefined ? (seconds ?? 0) : resolve(secondsPath, input, visit, 'SecondsPath');
    return visit.enteredAt + secondsOf(wait) * 1000;
  };
}

function timestampOf(value: Json): number {
  const ms = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (ms === undefined) throw runtimeError('TimestampPath must point at a timestamp like 2026-08-18T17:33:00Z');
  return ms;
}

function secondsOf(value: Json): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_SECONDS) return value;
  throw runtimeError(`SecondsPath must point at a whole number from 0 to ${MOST_SECONDS}`);
}
