import { onlyOneOf, text } from './fields.ts';
import type { Place } from './invalid-definition.ts';
import type { Json, JsonObject } from './json.ts';
import type { Step, Target } from './state.ts';

export interface Transition {
  readonly targets: readonly Target[];
  readonly ends: boolean;
  /** Goes where Next or End says. */
  leave(output: Json): Step;
}

/** Next or End: exactly one of them, on every state but Choice, Succeed and Fail. */
export function loadTransition(raw: JsonObject, place: Place): Transition {
  const next = text(raw, 'Next', place);
  onlyOneOf(raw, 'Next', 'End', place);
  if (raw.End !== undefined && raw.End !== true) place.in('End').problem('End is true or not there');
  if (raw.Next === undefined && raw.End === undefined)
    place.problem('neither Next nor End: say where to go on, or "End": true');
  return {
    targets: next === undefined ? [] : [{ state: next, place: place.in('Next') }],
    ends: next === undefined,
    leave: (output) => (next === undefined ? { do: 'succeed', output } : { do: 'go', next, output }),
  };
}
