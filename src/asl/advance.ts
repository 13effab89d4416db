import type { EngineParts } from './engine.ts';
import { armed, calling, type Execution, failed, readied, waiting } from './execution.ts';
import { fromText, type Json } from './json.ts';
import { afterError, deadlines, evaluate, isPast, type Moment, resultText, timedOut } from './progress.ts';
import type { State } from './state.ts';
import { handlerError, runtimeError, type StateError } from './state-error.ts';

/** AWS ends an execution at 25,000 events; without a bound a loop of Choice and Pass would run for ever. */
const MOST_TRANSITIONS = 25_000;

/** One attempt at a task. A token names it over heartbeats; a plain call is named by its revision, which nothing but its end moves. */
export const attemptOf = (row: Execution): string => `${row.id}#${row.token ?? row.revision}`;

/** The attempts whose handlers are running in this process. */
export type Flights = Set<string>;

type Flown = { result: unknown } | { error: StateError };

/** Makes one transition of one execution. Rejects only when the store throws. */
export function advancer(parts: EngineParts, flights: Flights, moment: () => Moment): (id: string) => Promise<void> {
  const { executions, tasks, tokens } = parts;

  return async function advance(id) {
    const row = executions.get(id);
    if (row?.status !== 'running') return;
    const at = moment();
    const past = isPast(row, at.now);
    if (flights.has(attemptOf(row)) && !past) return;
    const state = parts.machines[row.machine]?.states.get(row.state);
    if (state === undefined || row.revision >= MOST_TRANSITIONS) {
      const cause =
        state === undefined
          ? `there is no state ${row.state} in ${row.machine} any more`
          : `${MOST_TRANSITIONS} transitions`;
      executions.save(failed(row, 'States.Runtime', cause, at.now));
      return;
    }
    switch (row.phase) {
      case 'ready':
      case 'calling':
        if (past) executions.save(timedOut(row, state, at));
        else await run(row, state, at);
        return;
      case 'waiting':
        if (past) executions.save(timedOut(row, state, at));
        return;
      case 'sleeping':
        if (past) executions.save(wake(row, state, at));
        return;
      case 'ended':
        return;
    }
  };

  function wake(row: Execution, state: State, at: Moment): Execution {
    const { wake: onWake } = state;
    if (onWake === undefined) return readied(row);
    const next = evaluate(row, state, at, onWake);
    return 'do' in next ? failed(row, 'States.Runtime', 'a state may not call a task when it wakes', at.now) : next;
  }

  async function run(row: Execution, state: State, at: Moment): Promise<void> {
    const byToken = state.task?.byToken === true;
    // A row that is `calling` already keeps its token: whoever got it before a crash may still answer.
    const token = byToken ? (row.token ?? tokens()) : undefined;
    const step = evaluate(token === undefined ? row : { ...row, token }, state, at, state.enter);
    if (!('do' in step)) {
      executions.save(step);
      return;
    }
    const until = deadlines(step, at.now);
    if (token === undefined) {
      // After a crash the deadline of the first call still holds.
      const called = until.wakeAt === undefined || row.wakeAt !== undefined ? row : armed(row, until);
      if (called === row || executions.save(called)) await callPlain(called, state, step.payload);
      return;
    }
    const called = row.phase === 'calling' ? row : calling(row, token, until);
    if (called === row || executions.save(called)) await callByToken(called, state, step.payload);
  }

  async function callPlain(row: Execution, state: State, payload: Json): Promise<void> {
    const flown = await fly(row, state, payload);
    const at = moment();
    if (isPast(row, at.now)) executions.save(timedOut(row, state, at));
    else executions.save(finished(row, state, at, flown));
  }

  async function callByToken(row: Execution, state: State, payload: Json): Promise<void> {
    const flown = await fly(row, state, payload);
    // Read anew: an answer or a heartbeat may have come while the handler ran.
    const current = executions.get(row.id);
    if (current?.phase !== 'calling' || current.token !== row.token) return;
    const at = moment();
    if (!('error' in flown)) executions.save(waiting(current));
    else if (isPast(current, at.now)) executions.save(timedOut(current, state, at));
    else executions.save(afterError(current, state, at, flown.error));
  }

  async function fly(row: Execution, state: State, payload: Json): Promise<Flown> {
    const attempt = attemptOf(row);
    flights.add(attempt);
    try {
      const name = state.task?.functionName ?? '';
      const handler = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
      if (handler === undefined) return { error: runtimeError(`there is no task ${name}`) };
      return { result: await handler(payload) };
    } catch (error) {
      return { error: handlerError(error) };
    } finally {
      flights.delete(attempt);
    }
  }
}

/** The row that follows from what a task came back with. */
export function finished(row: Execution, state: State, at: Moment, flown: Flown): Execution {
  const next = evaluate(row, state, at, (visit) => {
    if ('error' in flown) throw flown.error;
    if (state.finish === undefined) throw runtimeError('a state that calls nothing cannot take a result');
    return state.finish(visit, fromText(resultText(flown.result)));
  });
  return 'do' in next ? failed(row, 'States.Runtime', 'a result may not call another task', at.now) : next;
}
