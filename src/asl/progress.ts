import { caught } from './catch.ts';
import { contextObject } from './context-object.ts';
import { type Deadlines, type Execution, entered, failed, sleeping, succeeded } from './execution.ts';
import { fromText, isTooLarge, LARGEST_PAYLOAD, toText } from './json.ts';
import { tryAgain } from './retry.ts';
import type { State, Step, Visit } from './state.ts';
import { runtimeError, StateError, stateError } from './state-error.ts';
import { instant } from './timestamp.ts';

/** What the rules may know besides the row: the instant, and chance for jitter. */
export interface Moment {
  readonly now: string;
  readonly random: () => number;
}

type Call = Extract<Step, { do: 'call' }>;

/** The row that follows from `work`, or the call that has to be made first. An error in it goes through Retry and Catch. Never throws. */
export function evaluate(row: Execution, state: State, moment: Moment, work: (visit: Visit) => Step): Execution | Call {
  try {
    const visit = { input: fromText(row.input), context: contextObject(row), enteredAt: Date.parse(row.enteredAt) };
    const step = work(visit);
    switch (step.do) {
      case 'call':
        return step;
      case 'go':
        return entered(row, step.next, toText(step.output), moment.now);
      case 'succeed':
        return succeeded(row, toText(step.output), moment.now);
      case 'fail':
        return failed(row, step.error, step.cause, moment.now);
      case 'sleep':
        return sleeping(row, step.until);
    }
  } catch (error) {
    return afterError(row, state, moment, asStateError(error));
  }
}

/** Retry first, then Catch, else the execution fails and keeps error and cause (AWS, "Fallback states"). Never throws. */
export function afterError(row: Execution, state: State, moment: Moment, error: StateError): Execution {
  const again = tryAgain(state.retry, row.retries, error.error, moment.random);
  if (again !== undefined) return sleeping(row, Date.parse(moment.now) + again.delayMs, again.retries);
  try {
    const found = caught(state.catch, fromText(row.input), error);
    if (found === undefined) return failed(row, error.error, error.message, moment.now);
    const output = toText(found.output);
    if (!isTooLarge(output)) return entered(row, found.next, output, moment.now);
    return failed(
      row,
      'States.DataLimitExceeded',
      `The error output takes more than ${LARGEST_PAYLOAD} bytes`,
      moment.now,
    );
  } catch (second) {
    const { error: name, message } = asStateError(second);
    return failed(row, name, message, moment.now);
  }
}

/** The result of a task as JSON text; a StateError when it is no JSON or too large to be carried on. */
export function resultText(result: unknown): string {
  let text: string;
  try {
    text = toText(result);
  } catch (error) {
    throw stateError('Runtime.MarshalError', `The task's result is no JSON: ${String(error).slice(0, 1000)}`);
  }
  if (isTooLarge(text)) {
    throw stateError('States.DataLimitExceeded', `The task returned a result of more than ${LARGEST_PAYLOAD} bytes`);
  }
  return text;
}

export function isPast(row: Execution, now: string): boolean {
  return row.wakeAt !== undefined && row.wakeAt <= now;
}

/** What an attempt ends with when its deadline passed. AWS gives timeouts an empty cause. */
export function timedOut(row: Execution, state: State, moment: Moment): Execution {
  const byHeartbeat = row.timeoutAt !== undefined && row.wakeAt !== undefined && row.wakeAt < row.timeoutAt;
  return afterError(row, state, moment, stateError(byHeartbeat ? 'States.HeartbeatTimeout' : 'States.Timeout', ''));
}

/** When an attempt that begins now ends. A heartbeat is always the nearer deadline; the farther one is kept beside it. */
export function deadlines(call: Call, now: string): Deadlines {
  const at = (seconds: number) => instant(Date.parse(now) + seconds * 1000);
  if (call.timeoutSeconds === undefined) return {};
  const timeoutAt = at(call.timeoutSeconds);
  if (call.heartbeatSeconds === undefined) return { wakeAt: timeoutAt };
  return { wakeAt: at(call.heartbeatSeconds), timeoutAt };
}

export const nearer = (a: string, b: string): string => (a < b ? a : b);

// What is not a StateError is a limit of this process (too deep a recursion): the definition and the data do not fit.
function asStateError(error: unknown): StateError {
  return error instanceof StateError ? error : runtimeError(String(error));
}
