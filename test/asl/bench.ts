import {
  createEngine,
  type Engine,
  type EngineParts,
  type Execution,
  type Executions,
  loadMachine,
  memoryExecutions,
} from '../../src/asl/index.ts';

export const INVOKE = 'arn:aws:states:::lambda:invoke';
export const BY_TOKEN = `${INVOKE}.waitForTaskToken`;
export const START = Date.UTC(2026, 0, 1);
export const T = (second: number): string => new Date(START + second * 1000).toISOString();

export type States = Record<string, Record<string, unknown>>;
export type Tasks = EngineParts['tasks'];

/** A task state that calls `name` with its input. */
export const task = (name: string, over: Record<string, unknown> = {}): Record<string, unknown> => ({
  Type: 'Task',
  Resource: INVOKE,
  Parameters: { FunctionName: name, 'Payload.$': '$' },
  End: true,
  ...over,
});

/** A task state that waits for a token, 60 s at most. */
export const hold = (name: string, over: Record<string, unknown> = {}): Record<string, unknown> => ({
  Type: 'Task',
  Resource: BY_TOKEN,
  Parameters: { FunctionName: name, Payload: { 'token.$': '$$.Task.Token' } },
  TimeoutSeconds: 60,
  End: true,
  ...over,
});

export interface Bench {
  engine: Engine;
  store: Executions;
  clock: { ms: number; now(): string };
  /** Advances until nothing is due; virtual time moves on to the next wake while `until` (seconds) allows. */
  drain(until?: number): Promise<void>;
  row(): Execution;
}

export interface Options {
  tasks?: Tasks;
  store?: Executions;
  clock?: Bench['clock'];
  tokens?: () => string;
  random?: () => number;
}

export function virtualClock(): Bench['clock'] {
  return {
    ms: START,
    now() {
      return new Date(this.ms).toISOString();
    },
  };
}

/** An engine with one machine `m` on a virtual clock. The first state is where it starts. */
export function bench(states: States, options: Options = {}): Bench {
  const machine = loadMachine({ StartAt: Object.keys(states)[0], States: states }, {});
  const store = options.store ?? memoryExecutions();
  const clock = options.clock ?? virtualClock();
  let minted = 0;
  const engine = createEngine({
    machines: { m: machine },
    executions: store,
    tasks: options.tasks ?? {},
    clock,
    tokens:
      options.tokens ??
      (() => {
        minted += 1;
        return `token-${minted}`;
      }),
    random: options.random ?? (() => 0.5),
  });
  return {
    engine,
    store,
    clock,
    async drain(until = 0) {
      for (;;) {
        for (let ids = engine.due(); ids.length > 0; ids = engine.due()) for (const id of ids) await engine.advance(id);
        const wake = store.nextWake();
        if (wake === undefined || Date.parse(wake) > START + until * 1000) return;
        clock.ms = Math.max(clock.ms, Date.parse(wake));
      }
    },
    row() {
      const row = store.get('m:e');
      if (row === undefined) throw new Error('start the execution e first');
      return row;
    },
  };
}

export interface Outcome {
  status: Execution['status'];
  output?: unknown;
  error?: string;
  cause?: string;
  state: string;
}

/** Runs execution `e` of the machine to its end, at most `until` virtual seconds. */
export async function run(
  states: States,
  input: unknown,
  options: Options & { until?: number } = {},
): Promise<Outcome> {
  const on = bench(states, options);
  on.engine.start('m', 'e', input);
  await on.drain(options.until ?? 1_000_000);
  return outcome(on.row());
}

export function outcome(row: Execution): Outcome {
  const { status, state, output, error, cause } = row;
  return {
    status,
    state,
    ...(output === undefined ? {} : { output: JSON.parse(output) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
