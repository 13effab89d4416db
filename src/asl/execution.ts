import { instant } from './timestamp.ts';

/** One row; plain JSON values only. Instants are ISO texts of `new Date(ms).toISOString()`, so text order is time order. */
export interface Execution {
  /** `${machine}:${name}` */
  id: string;
  machine: string;
  name: string;
  /** 1 when created, one more with every save. */
  revision: number;
  /** `timed-out` is kept for a machine timeout; a state that times out without a catcher ends the execution as `failed`, as on AWS. */
  status: 'running' | 'succeeded' | 'failed' | 'timed-out' | 'aborted';
  startedAt: string;
  /** Current state. */
  state: string;
  /** Fixed when the state is entered and the same over its retries. */
  enteredAt: string;
  /** JSON text of the raw input of the current state. */
  input: string;
  /** JSON text. */
  executionInput: string;
  /**
   * ready: to be run now; calling: a token task whose handler may not have been called yet; waiting: for a token;
   * sleeping: a Wait state or a retry's back-off; ended.
   */
  phase: 'ready' | 'calling' | 'waiting' | 'sleeping' | 'ended';
  /** sleeping: when to go on. waiting, calling, and ready once a plain task with a timeout was called: the deadline. */
  wakeAt?: string;
  /** Only with a heartbeat: the end of the whole attempt, when `wakeAt` is the (earlier) end of the heartbeat. */
  timeoutAt?: string;
  token?: string;
  /** Retries so far, per retrier index of this state entry; missing means 0. */
  retries: number[];
  /** JSON text. */
  output?: string;
  error?: string;
  cause?: string;
  endedAt?: string;
}

/** The engine's store; every method is atomic and synchronous. test/asl/executions-contract.ts is what it must pass. */
export interface Executions {
  /** false: the id exists already. */
  create(row: Execution): boolean;
  get(id: string): Execution | undefined;
  /** Compare and swap: false unless the stored revision is row.revision - 1. */
  save(row: Execution): boolean;
  /** The row whose current token this is. */
  byToken(token: string): Execution | undefined;
  /** Running and (phase ready or calling, or wakeAt <= now); by startedAt, then id. */
  due(now: string, limit: number): string[];
  /** Smallest wakeAt of the running rows. */
  nextWake(): string | undefined;
}

/** The next row of the same state entry: token, deadlines and whatever else belonged to the attempt are gone unless given again. */
function next(row: Execution): Execution {
  return {
    id: row.id,
    machine: row.machine,
    name: row.name,
    revision: row.revision + 1,
    status: 'running',
    startedAt: row.startedAt,
    state: row.state,
    enteredAt: row.enteredAt,
    input: row.input,
    executionInput: row.executionInput,
    phase: 'ready',
    retries: row.retries,
  };
}

export interface Deadlines {
  wakeAt?: string;
  timeoutAt?: string;
}

export const entered = (row: Execution, state: string, input: string, now: string): Execution => ({
  ...next(row),
  state,
  input,
  enteredAt: now,
  retries: [],
});

export const readied = (row: Execution): Execution => next(row);

export const armed = (row: Execution, deadlines: Deadlines): Execution => ({ ...next(row), ...deadlines });

export const calling = (row: Execution, token: string, deadlines: Deadlines): Execution => ({
  ...next(row),
  phase: 'calling',
  token,
  ...deadlines,
});

/** Keeps token and deadlines: the attempt goes on. */
export const waiting = (row: Execution): Execution => ({ ...row, revision: row.revision + 1, phase: 'waiting' });

export const prolonged = (row: Execution, wakeAt: string): Execution => ({
  ...row,
  revision: row.revision + 1,
  wakeAt,
});

export const sleeping = (row: Execution, until: number, retries = row.retries): Execution => ({
  ...next(row),
  phase: 'sleeping',
  wakeAt: instant(until),
  retries,
});

export const succeeded = (row: Execution, output: string, now: string): Execution => ({
  ...next(row),
  status: 'succeeded',
  phase: 'ended',
  output,
  endedAt: now,
});

export const failed = (
  row: Execution,
  error: string,
  cause: string,
  now: string,
  status: 'failed' | 'aborted' = 'failed',
): Execution => ({ ...next(row), status, phase: 'ended', error, cause, endedAt: now });
