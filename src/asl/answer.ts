import { finished } from './advance.ts';
import type { EngineParts } from './engine.ts';
import { type Execution, prolonged } from './execution.ts';
import { toText } from './json.ts';
import { afterError, evaluate, isPast, type Moment, nearer } from './progress.ts';
import type { State } from './state.ts';
import { stateError } from './state-error.ts';
import { instant } from './timestamp.ts';

export type Answered = 'accepted' | 'gone';

export interface Answers {
  succeed(token: string, output: unknown): Answered;
  fail(token: string, error: string, cause: string): Answered;
  heartbeat(token: string): Answered;
}

/**
 * SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat. A token counts while its attempt runs: after an answer, a retry, or the deadline
 * (even before anyone called advance) it is gone, so the outcome does not depend on who looks first.
 */
export function answers(parts: EngineParts, moment: () => Moment): Answers {
  const { executions, machines } = parts;

  function answer(token: string, next: (row: Execution, state: State, at: Moment) => Execution | undefined): Answered {
    for (;;) {
      const row = executions.byToken(token);
      if (row?.status !== 'running' || (row.phase !== 'calling' && row.phase !== 'waiting')) return 'gone';
      const at = moment();
      const state = machines[row.machine]?.states.get(row.state);
      if (state === undefined || isPast(row, at.now)) return 'gone';
      const moved = next(row, state, at);
      // A lost swap means the row moved: look again. Each round needs someone else's progress, so this ends.
      if (moved === undefined || executions.save(moved)) return 'accepted';
    }
  }

  return {
    succeed(token, output) {
      // As InvalidOutput on AWS: what is no JSON is the caller's mistake and leaves the hold as it was. Throws TypeError.
      toText(output);
      return answer(token, (row, state, at) => finished(row, state, at, { result: output }));
    },
    fail: (token, error, cause) =>
      answer(token, (row, state, at) => afterError(row, state, at, stateError(error, cause))),
    heartbeat: (token) => answer(token, (row, state, at) => later(row, state, at)),
  };
}

/** The deadline a heartbeat moves; undefined when the state asks for none or nothing moves. */
function later(row: Execution, state: State, at: Moment): Execution | undefined {
  if (row.timeoutAt === undefined) return undefined;
  const step = evaluate(row, state, at, state.enter);
  if (!('do' in step) || step.heartbeatSeconds === undefined) return undefined;
  const wakeAt = nearer(instant(Date.parse(at.now) + step.heartbeatSeconds * 1000), row.timeoutAt);
  return wakeAt === row.wakeAt ? undefined : prolonged(row, wakeAt);
}
