import { describe, expect, test } from 'vitest';
import { matchesError } from '../../src/asl/error-match.ts';
import { bench, run, START, type Tasks, task } from './bench.ts';

/** A task that rejects with these error names in turn, then answers, and notes when it was called. */
function failing(names: string[]): { tasks: Tasks; seconds: number[]; clockOf(on: { clock: { ms: number } }): void } {
  const left = [...names];
  const seconds: number[] = [];
  let clock = { ms: START };
  return {
    seconds,
    clockOf: (on) => {
      clock = on.clock;
    },
    tasks: {
      t: async () => {
        seconds.push((clock.ms - START) / 1000);
        const name = left.shift();
        if (name !== undefined) throw Object.assign(new Error('m'), { name });
        return 'done';
      },
    },
  };
}

async function attempt(names: string[], over: Record<string, unknown>, random = () => 0.5) {
  const { tasks, seconds, clockOf } = failing(names);
  const on = bench(
    { A: task('t', { OutputPath: '$.Payload', ...over }), ...(over.Catch ? { Z: { Type: 'Succeed' } } : {}) },
    { tasks, random },
  );
  clockOf(on);
  on.engine.start('m', 'e', { keep: 1 });
  await on.drain(1e8);
  return { seconds, row: on.row() };
}

describe('Retry', () => {
  test.each<[string, string[], object, number[], string]>([
    ['defaults: 3 attempts after 1, 2 and 4 s', ['E', 'E', 'E'], { ErrorEquals: ['E'] }, [0, 1, 3, 7], 'succeeded'],
    ['a fourth failure is final', ['E', 'E', 'E', 'E'], { ErrorEquals: ['E'] }, [0, 1, 3, 7], 'failed'],
    ['MaxAttempts 0 never retries', ['E'], { ErrorEquals: ['E'], MaxAttempts: 0 }, [0], 'failed'],
    ['another name is not matched', ['F'], { ErrorEquals: ['E'] }, [0], 'failed'],
    [
      '3 s at rate 1.5',
      ['E', 'E'],
      { ErrorEquals: ['E'], IntervalSeconds: 3, BackoffRate: 1.5 },
      [0, 3, 7.5],
      'succeeded',
    ],
    [
      'MaxDelaySeconds caps',
      ['E', 'E', 'E'],
      { ErrorEquals: ['E'], IntervalSeconds: 2, BackoffRate: 10, MaxDelaySeconds: 5 },
      [0, 2, 7, 12],
      'succeeded',
    ],
    [
      'full jitter draws below the delay',
      ['E', 'E'],
      { ErrorEquals: ['E'], JitterStrategy: 'FULL' },
      [0, 0.5, 1.5],
      'succeeded',
    ],
    ['States.TaskFailed', ['E'], { ErrorEquals: ['States.TaskFailed'] }, [0, 1], 'succeeded'],
    ['States.ALL', ['E'], { ErrorEquals: ['States.ALL'] }, [0, 1], 'succeeded'],
    [
      'a huge rate stays finite',
      ['E', 'E', 'E'],
      { ErrorEquals: ['E'], BackoffRate: 1_000_000, MaxDelaySeconds: 9 },
      [0, 1, 10, 19],
      'succeeded',
    ],
  ])('%s', async (_, names, retrier, seconds, status) => {
    const end = await attempt(names, { Retry: [retrier] });
    expect(end.seconds).toEqual(seconds);
    expect(end.row.status).toBe(status);
  });

  // The example AWS gives under "Complex retry scenarios".
  test('counts per retrier over the whole visit, and the first match decides', async () => {
    const Retry = [
      { ErrorEquals: ['ErrorA', 'ErrorB'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
      { ErrorEquals: ['ErrorC'], IntervalSeconds: 5 },
    ];
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Z' }];
    const end = await attempt(['ErrorA', 'ErrorB', 'ErrorC', 'ErrorB'], { Retry, Catch });
    expect(end.seconds).toEqual([0, 1, 3, 8]);
    expect(end.row.state).toBe('Z');
    expect(JSON.parse(end.row.output ?? '')).toEqual({
      Error: 'ErrorB',
      Cause: '{"errorType":"ErrorB","errorMessage":"m"}',
    });
  });

  test('a used up retrier is not replaced by a later one', async () => {
    const Retry = [{ ErrorEquals: ['E'], MaxAttempts: 1 }, { ErrorEquals: ['States.ALL'] }];
    expect((await attempt(['E', 'E'], { Retry })).seconds).toEqual([0, 1]);
  });

  test('random is not asked without jitter', async () => {
    const never = (): number => {
      throw new Error('asked');
    };
    expect((await attempt(['E'], { Retry: [{ ErrorEquals: ['E'], JitterStrategy: 'NONE' }] }, never)).row.status).toBe(
      'succeeded',
    );
  });

  test('$$.State.RetryCount counts, EnteredTime stays, and another state starts at nothing', async () => {
    const seen: unknown[] = [];
    let fails = 2;
    const t = async (payload: unknown) => {
      seen.push(payload);
      fails -= 1;
      if (fails >= 0) throw Object.assign(new Error(), { name: 'E' });
    };
    const Parameters = { FunctionName: 't', Payload: { 'n.$': '$$.State.RetryCount', 'at.$': '$$.State.EnteredTime' } };
    const Retry = [{ ErrorEquals: ['E'] }];
    const states = {
      A: task('t', { Parameters, Retry, End: undefined, Next: 'B' }),
      B: task('t', { Parameters, Retry }),
    };
    await run(JSON.parse(JSON.stringify(states)), {}, { tasks: { t } });
    expect(seen).toEqual([
      { n: 0, at: '2026-01-01T00:00:00.000Z' },
      { n: 1, at: '2026-01-01T00:00:00.000Z' },
      { n: 2, at: '2026-01-01T00:00:00.000Z' },
      { n: 0, at: '2026-01-01T00:00:03.000Z' },
    ]);
  });

  test('States.Runtime is never retried, even by name', async () => {
    const states = {
      A: task('t', { InputPath: '$.nope', Retry: [{ ErrorEquals: ['States.Runtime', 'States.TaskFailed'] }] }),
    };
    const end = await run(states, {}, { tasks: { t: async () => null }, until: 0 });
    expect(end).toMatchObject({ status: 'failed', error: 'States.Runtime' });
  });
});

describe('Catch', () => {
  test.each<[string, object, unknown]>([
    ['no ResultPath: the error output is all', {}, { Error: 'E', Cause: '{"errorType":"E","errorMessage":"m"}' }],
    [
      'ResultPath keeps the input',
      { ResultPath: '$.error' },
      { keep: 1, error: { Error: 'E', Cause: '{"errorType":"E","errorMessage":"m"}' } },
    ],
    ['ResultPath null keeps only the input', { ResultPath: null }, { keep: 1 }],
  ])('%s', async (_, over, output) => {
    const end = await attempt(['E'], { Catch: [{ ErrorEquals: ['E'], Next: 'Z', ...over }] });
    expect(end.row).toMatchObject({ status: 'succeeded', state: 'Z' });
    expect(JSON.parse(end.row.output ?? '')).toEqual(output);
  });

  test('a ResultPath that does not fit fails the execution with that error', async () => {
    const end = await attempt(['E'], { Catch: [{ ErrorEquals: ['E'], Next: 'Z', ResultPath: '$.keep.error' }] });
    expect(end.row).toMatchObject({ status: 'failed', error: 'States.ResultPathMatchFailure' });
  });

  test.each(['States.ALL', 'States.TaskFailed'])('%s does not see States.Runtime, its own name does', async (name) => {
    const states = (caught: string) => ({
      A: task('t', { TimeoutSecondsPath: '$.nope', Catch: [{ ErrorEquals: [caught], Next: 'Z' }] }),
      Z: { Type: 'Succeed' },
    });
    const tasks = { t: async () => null };
    expect(await run(states(name), {}, { tasks })).toMatchObject({ status: 'failed', error: 'States.Runtime' });
    expect((await run(states('States.Runtime'), {}, { tasks })).state).toBe('Z');
  });

  test('an error output that no longer fits beside the input is States.DataLimitExceeded', async () => {
    const states = {
      A: task('t', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z', ResultPath: '$.error' }] }),
      Z: { Type: 'Succeed' },
    };
    const tasks = { t: () => Promise.reject(new Error('x'.repeat(1_000))) };
    expect((await run(states, { big: 'x'.repeat(200_000) }, { tasks })).state).toBe('Z');
    const end = await run(states, { big: 'x'.repeat(262_000) }, { tasks });
    expect(end).toMatchObject({ status: 'failed', state: 'A', error: 'States.DataLimitExceeded' });
  });

  test('an error in ResultSelector can be caught', async () => {
    const end = await attempt([], {
      ResultSelector: { 'x.$': '$.nope' },
      Catch: [{ ErrorEquals: ['States.ParameterPathFailure'], Next: 'Z' }],
    });
    expect(end.row.state).toBe('Z');
  });
});

describe('matching', () => {
  test.each<[string, string, boolean]>([
    ['E', 'E', true],
    ['E', 'e', false],
    ['States.ALL', 'E', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.ALL', 'States.Runtime', false],
    ['States.TaskFailed', 'E', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.TaskFailed', 'States.HeartbeatTimeout', true],
    ['States.TaskFailed', 'States.Runtime', false],
    ['States.Timeout', 'States.HeartbeatTimeout', true],
    ['States.HeartbeatTimeout', 'States.Timeout', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
  ])('%s against %s: %s', (name, error, matches) => {
    expect(matchesError([name], error)).toBe(matches);
  });
});
