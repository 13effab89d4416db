import { advancer, attemptOf, type Flights } from './advance.ts';
import { type Answers, answers } from './answer.ts';
import { type Execution, type Executions, failed } from './execution.ts';
import { InvalidDefinition, type Problem, placeIn } from './invalid-definition.ts';
import { fromText, isTooLarge, LARGEST_PAYLOAD, sameJson, toText } from './json.ts';
import type { Machine } from './load-machine.ts';
import { isPast, type Moment } from './progress.ts';
import { instant } from './timestamp.ts';

export interface EngineParts {
  /** By machine name. */
  machines: Record<string, Machine>;
  executions: Executions;
  /** By FunctionName after substitution. */
  tasks: Record<string, (payload: unknown) => Promise<unknown>>;
  clock: { now(): string };
  /** A new token, never given before. */
  tokens: () => string;
  /** In [0, 1); asked for JitterStrategy FULL only. */
  random: () => number;
}

export interface Engine extends Answers {
  /**
   * running-same: the same name and input still run, and nothing was started (StartExecution is idempotent there); exists: the name is taken.
   * Throws RangeError for what AWS refuses: an unknown machine, a name that is not allowed, an input above 256 KiB; TypeError for no JSON.
   */
  start(machine: string, name: string, input: unknown): 'started' | 'running-same' | 'exists';
  /** Ids that advance would move now, oldest first; 100 unless told otherwise. */
  due(limit?: number): string[];
  /** Exactly one transition, persisted; a no-op when nothing is due or the row is in flight in this process. */
  advance(id: string): Promise<void>;
  describe(id: string): Execution | undefined;
  /** Aborts a running execution; false when it does not run. */
  stop(id: string, error: string, cause: string): boolean;
}

/** AWS, StartExecution: no white space, brackets, wildcards, control or special characters; so `:` can part machine and name in an id. */
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cn}\p{Cs}]{1,80}$/u;

/** Throws InvalidDefinition when a machine calls a task that is not there. */
export function createEngine(parts: EngineParts): Engine {
  checkMachines(parts);
  const { executions, machines, clock, random } = parts;
  const flights: Flights = new Set();
  const moment = (): Moment => ({ now: instant(Date.parse(clock.now())), random });

  return {
    ...answers(parts, moment),
    advance: advancer(parts, flights, moment),
    start(machine, name, input) {
      const startAt = Object.hasOwn(machines, machine) ? machines[machine]?.startAt : undefined;
      if (startAt === undefined) {
        throw new RangeError(`There is no machine ${machine}; there are ${Object.keys(machines).join(', ')}.`);
      }
      if (!NAME.test(name))
        throw new RangeError(`${JSON.stringify(name)} cannot name an execution: 1 to 80 letters, digits, - or _.`);
      const text = toText(input);
      if (isTooLarge(text))
        throw new RangeError(`The input of an execution may take ${LARGEST_PAYLOAD} bytes: pass a reference.`);
      const row = firstRow(machine, name, startAt, text, moment().now);
      if (executions.create(row)) return 'started';
      const there = executions.get(row.id);
      const same = there?.status === 'running' && sameJson(fromText(there.executionInput), fromText(text));
      return same ? 'running-same' : 'exists';
    },
    due(limit = 100) {
      const { now } = moment();
      // Rows in flight are due for the store; ask for as many more, so that they never hide the rows behind them.
      return executions
        .due(now, limit + flights.size)
        .filter((id) => {
          const row = flights.size === 0 ? undefined : executions.get(id);
          return row === undefined || isPast(row, now) || !flights.has(attemptOf(row));
        })
        .slice(0, limit);
    },
    describe: (id) => executions.get(id),
    stop(id, error, cause) {
      for (;;) {
        const row = executions.get(id);
        if (row?.status !== 'running') return false;
        if (executions.save(failed(row, error, cause, moment().now, 'aborted'))) return true;
      }
    },
  };
}

function firstRow(machine: string, name: string, state: string, input: string, now: string): Execution {
  return {
    id: `${machine}:${name}`,
    machine,
    name,
    revision: 1,
    status: 'running',
    startedAt: now,
    state,
    enteredAt: now,
    input,
    executionInput: input,
    phase: 'ready',
    retries: [],
  };
}

function checkMachines({ machines, tasks }: EngineParts): void {
  const problems: Problem[] = [];
  for (const [name, machine] of Object.entries(machines)) {
    const place = placeIn(problems).in(name);
    if (!NAME.test(name)) place.problem('a machine is named by 1 to 80 letters, digits, - or _');
    for (const [state, { task }] of machine.states) {
      if (task === undefined || Object.hasOwn(tasks, task.functionName)) continue;
      const here = place.in('States').in(state).in('Parameters').in('FunctionName');
      here.problem(`there is no task ${task.functionName}; there are ${Object.keys(tasks).join(', ')}`);
    }
  }
  if (problems.length > 0) throw new InvalidDefinition(problems);
}
