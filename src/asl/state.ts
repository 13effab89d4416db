import type { Catcher } from './catch.ts';
import type { Place } from './invalid-definition.ts';
import type { Json, JsonObject } from './json.ts';
import type { Retrier } from './retry.ts';

/** One visit of an execution to a state: all that a state may look at. */
export interface Visit {
  /** The raw input. */
  readonly input: Json;
  /** The context object, `$$`. */
  readonly context: Json;
  /** Milliseconds. */
  readonly enteredAt: number;
}

/** What a state asks the engine to do. */
export type Step =
  | { do: 'go'; next: string; output: Json }
  | { do: 'succeed'; output: Json }
  | { do: 'fail'; error: string; cause: string }
  | { do: 'sleep'; until: number }
  | { do: 'call'; payload: Json; timeoutSeconds?: number; heartbeatSeconds?: number };

export interface Target {
  readonly state: string;
  /** Where the definition names it, for the problem report. */
  readonly place: Place;
}

/** A loaded state. Its functions are pure and throw StateError only. */
export interface State {
  readonly targets: readonly Target[];
  /** The execution can end here. */
  readonly ends: boolean;
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
  /** Task states: whom to call, and whether the result comes by token. */
  readonly task?: { readonly functionName: string; readonly byToken: boolean };
  enter(visit: Visit): Step;
  /** What follows once `sleep` is over; a state without it was sleeping before a retry. */
  wake?(visit: Visit): Step;
  /** What follows from the result of `call`. */
  finish?(visit: Visit, result: Json): Step;
}

/** Loads one state type: every problem goes to `place`, and what comes back is only used when there was none. */
export type LoadState = (raw: JsonObject, place: Place) => State;
