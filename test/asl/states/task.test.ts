import { describe, expect, test } from 'vitest';
import { type Executions, memoryExecutions } from '../../../src/asl/index.ts';
import { bench, hold, run, T, task } from '../bench.ts';

class Throttled extends Error {
  override name = 'Throttled';
}

const echo = async (payload: unknown) => payload;

describe('Task, plain invoke', () => {
  test('the result has the shape of Lambda Invoke', async () => {
    const end = await run({ A: task('echo') }, { a: 1 }, { tasks: { echo } });
    expect(end.output).toEqual({ ExecutedVersion: '$LATEST', Payload: { a: 1 }, StatusCode: 200 });
  });

  test.each<[string, Record<string, unknown>, unknown]>([
    [
      'ResultSelector',
      { ResultSelector: { 'value.$': '$.Payload.a', 'name.$': '$$.State.Name' } },
      { value: 1, name: 'A' },
    ],
    ['ResultPath', { ResultSelector: { 'v.$': '$.Payload.a' }, ResultPath: '$.got' }, { a: 1, got: { v: 1 } }],
    ['ResultPath null', { ResultPath: null }, { a: 1 }],
    ['OutputPath', { OutputPath: '$.Payload.a' }, 1],
    ['OutputPath after ResultPath', { ResultPath: '$.x', OutputPath: '$.x.StatusCode' }, 200],
    [
      'a fixed payload',
      { Parameters: { FunctionName: 'echo', Payload: { b: [2] } }, OutputPath: '$.Payload' },
      { b: [2] },
    ],
    ['no payload is an empty object', { Parameters: { FunctionName: 'echo' }, OutputPath: '$.Payload' }, {}],
  ])('%s', async (_, over, output) => {
    expect((await run({ A: task('echo', over) }, { a: 1 }, { tasks: { echo } })).output).toEqual(output);
  });

  test('what a handler returns is made plain JSON; nothing is null', async () => {
    const nothing = async () => undefined;
    expect((await run({ A: task('n', { OutputPath: '$.Payload' }) }, {}, { tasks: { n: nothing } })).output).toBeNull();
    const rich = async () => ({ at: new Date(0), gone: undefined, list: [undefined] });
    expect((await run({ A: task('r', { OutputPath: '$.Payload' }) }, {}, { tasks: { r: rich } })).output).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      list: [null],
    });
  });

  test.each<[string, () => unknown, string, string]>([
    [
      'an error with a name',
      () => new Throttled('slow down'),
      'Throttled',
      '{"errorType":"Throttled","errorMessage":"slow down"}',
    ],
    ['an error', () => new Error('x'), 'Error', '{"errorType":"Error","errorMessage":"x"}'],
    ['a text', () => 'boom', 'Error', '{"errorType":"Error","errorMessage":"boom"}'],
    ['undefined', () => undefined, 'Error', '{"errorType":"Error","errorMessage":"undefined"}'],
    ['a name that is no text', () => ({ name: 7, message: 'm' }), 'Error', '{"errorType":"Error","errorMessage":"m"}'],
    [
      'an object whose fields throw',
      () =>
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('no');
            },
          },
        ),
      'Error',
      '{"errorType":"Error","errorMessage":"the thrown value cannot be shown"}',
    ],
  ])('rejecting with %s', async (_, thrown, error, cause) => {
    const end = await run({ A: task('t') }, {}, { tasks: { t: () => Promise.reject(thrown()) } });
    expect(end).toEqual({ status: 'failed', state: 'A', error, cause });
  });

  test('a handler that throws before it promises is a failed task too', async () => {
    const tasks = {
      t: (): Promise<unknown> => {
        throw new Throttled('early');
      },
    };
    expect(await run({ A: task('t') }, {}, { tasks })).toMatchObject({ status: 'failed', error: 'Throttled' });
  });

  test('a huge message is cut so that the cause is still JSON', async () => {
    const end = await run({ A: task('t') }, {}, { tasks: { t: () => Promise.reject(new Error('"'.repeat(100_000))) } });
    expect(end.cause?.length).toBeLessThanOrEqual(32_768);
    expect(JSON.parse(end.cause ?? '').errorType).toBe('Error');
  });

  test.each<[string, unknown, string]>([
    ['is no JSON', { big: 1n }, 'Runtime.MarshalError'],
    ['is too large', 'x'.repeat(262_144), 'States.DataLimitExceeded'],
  ])('a result that %s, even if the state would throw it away', async (_, result, error) => {
    expect(await run({ A: task('t', { ResultPath: null }) }, {}, { tasks: { t: async () => result } })).toMatchObject({
      status: 'failed',
      error,
    });
  });

  test('a handler gets its own copy of the payload', async () => {
    const payloads: unknown[] = [];
    let calls = 0;
    const t = async (payload: unknown) => {
      payloads.push(structuredClone(payload));
      (payload as { fixed: { n: number } }).fixed.n = 99;
      calls += 1;
      if (calls < 3) throw new Throttled('again');
      return null;
    };
    const states = {
      A: task('t', {
        Parameters: { FunctionName: 't', Payload: { fixed: { n: 1 } } },
        Retry: [{ ErrorEquals: ['Throttled'] }],
      }),
    };
    expect((await run(states, {}, { tasks: { t } })).status).toBe('succeeded');
    expect(payloads).toEqual([{ fixed: { n: 1 } }, { fixed: { n: 1 } }, { fixed: { n: 1 } }]);
  });
});

describe('Task, time', () => {
  const never = () => new Promise(() => {});

  test.each<[string, Record<string, unknown>, unknown]>([
    ['TimeoutSeconds', { TimeoutSeconds: 20 }, {}],
    ['TimeoutSecondsPath', { TimeoutSecondsPath: '$.limits.task' }, { limits: { task: 20 } }],
    [
      'TimeoutSecondsPath behind InputPath',
      { InputPath: '$.limits', TimeoutSecondsPath: '$.task' },
      { limits: { task: 20 } },
    ],
  ])('%s ends a plain task that hangs, although its handler never settles', async (_, over, input) => {
    const on = bench({ A: task('never', over) }, { tasks: { never } });
    on.engine.start('m', 'e', input);
    void on.engine.advance('m:e');
    expect(on.row()).toMatchObject({ phase: 'ready', wakeAt: T(20) });
    expect(on.engine.due()).toEqual([]);
    expect(on.store.nextWake()).toBe(T(20));
    on.clock.ms += 20_000 - 1;
    await on.engine.advance('m:e');
    expect(on.row().status).toBe('running');
    on.clock.ms += 1;
    expect(on.engine.due()).toEqual(['m:e']);
    await on.engine.advance('m:e');
    expect(on.row()).toMatchObject({ status: 'failed', error: 'States.Timeout', cause: '', endedAt: T(20) });
  });

  test('the late result of a timed out attempt is dropped, the retry wins', async () => {
    const answers: ((value: unknown) => void)[] = [];
    const slow = () => new Promise((resolve) => answers.push(resolve));
    const on = bench(
      { A: task('slow', { TimeoutSeconds: 5, OutputPath: '$.Payload', Retry: [{ ErrorEquals: ['States.Timeout'] }] }) },
      { tasks: { slow } },
    );
    on.engine.start('m', 'e', {});
    const first = on.engine.advance('m:e');
    on.clock.ms += 5_000;
    await on.engine.advance('m:e');
    expect(on.row()).toMatchObject({ phase: 'sleeping', wakeAt: T(6), retries: [1] });
    on.clock.ms += 1_000;
    await on.engine.advance('m:e');
    const second = on.engine.advance('m:e');
    expect(answers.length).toBe(2);
    answers[0]?.('late');
    await first;
    expect(on.row()).toMatchObject({ phase: 'ready', wakeAt: T(11) });
    answers[1]?.('good');
    await second;
    expect(JSON.parse(on.row().output ?? '')).toBe('good');
  });

  test('a result that comes after the deadline is a timeout even if nobody looked in between', async () => {
    let answer: (value: unknown) => void = () => {};
    const slow = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const on = bench({ A: task('slow', { TimeoutSeconds: 5 }) }, { tasks: { slow } });
    on.engine.start('m', 'e', {});
    const flight = on.engine.advance('m:e');
    on.clock.ms += 5_000;
    answer('late');
    await flight;
    expect(on.row()).toMatchObject({ status: 'failed', error: 'States.Timeout' });
  });

  test.each([0, -1, 1.5, '20', null, 1e9])('TimeoutSecondsPath at %j is States.Runtime', async (limit) => {
    const end = await run({ A: task('never', { TimeoutSecondsPath: '$.limit' }) }, { limit }, { tasks: { never } });
    expect(end).toMatchObject({ status: 'failed', error: 'States.Runtime' });
  });
});

describe('Task, waitForTaskToken', () => {
  test('the return value of the handler is ignored, the result is what succeed carried', async () => {
    const on = bench({ H: hold('ask', { ResultPath: '$.answer' }) }, { tasks: { ask: async () => 'ignored' } });
    on.engine.start('m', 'e', { a: 1 });
    await on.drain();
    expect(on.row()).toMatchObject({ phase: 'waiting', token: 'token-1', wakeAt: T(60) });
    expect(on.engine.due()).toEqual([]);
    expect(on.engine.succeed('token-1', { yes: true })).toBe('accepted');
    expect(JSON.parse(on.row().output ?? '')).toEqual({ a: 1, answer: { yes: true } });
  });

  test('the token reaches the handler through Parameters, nested and inside an intrinsic too', async () => {
    const seen: unknown[] = [];
    const ask = async (payload: unknown) => seen.push(payload);
    const Parameters = {
      FunctionName: 'ask',
      Payload: { deep: [{ 't.$': '$$.Task.Token' }], 'f.$': "States.Format('<{}>', $$.Task.Token)" },
    };
    const on = bench({ H: hold('ask', { Parameters }) }, { tasks: { ask } });
    on.engine.start('m', 'e', {});
    await on.drain();
    expect(seen).toEqual([{ deep: [{ t: 'token-1' }], f: '<token-1>' }]);
  });

  test('a second answer is gone, and so is a token nobody gave', async () => {
    const on = bench({ H: hold('ask') }, { tasks: { ask: async () => null } });
    on.engine.start('m', 'e', {});
    await on.drain();
    expect(on.engine.succeed('token-1', 1)).toBe('accepted');
    expect(on.engine.succeed('token-1', 2)).toBe('gone');
    expect(on.engine.fail('token-1', 'E', 'c')).toBe('gone');
    expect(on.engine.heartbeat('token-1')).toBe('gone');
    expect(on.engine.succeed('unknown', 1)).toBe('gone');
    expect(JSON.parse(on.row().output ?? '')).toBe(1);
  });

  test('fail goes through Retry with a new token, the old one is gone', async () => {
    const on = bench({ H: hold('ask', { Retry: [{ ErrorEquals: ['Again'] }] }) }, { tasks: { ask: async () => null } });
    on.engine.start('m', 'e', {});
    await on.drain();
    expect(on.engine.fail('token-1', 'Again', 'please')).toBe('accepted');
    expect(on.engine.succeed('token-1', 1)).toBe('gone');
    await on.drain(1);
    expect(on.row()).toMatchObject({ phase: 'waiting', token: 'token-2', wakeAt: T(61), enteredAt: T(0) });
    expect(on.engine.succeed('token-1', 1)).toBe('gone');
    expect(on.engine.succeed('token-2', 2)).toBe('accepted');
    expect(on.row()).toMatchObject({ status: 'succeeded', output: '2' });
  });

  test('fail goes through Catch; a handler that rejects does as well', async () => {
    const states = {
      H: hold('ask', { Catch: [{ ErrorEquals: ['Denied'], Next: 'No', ResultPath: '$.error' }] }),
      No: { Type: 'Succeed' },
    };
    const on = bench(states, { tasks: { ask: async () => null } });
    on.engine.start('m', 'e', { a: 1 });
    await on.drain();
    on.engine.fail('token-1', 'Denied', 'too risky');
    await on.drain();
    expect(JSON.parse(on.row().output ?? '')).toEqual({ a: 1, error: { Error: 'Denied', Cause: 'too risky' } });
    const denied = Object.assign(new Error('x'), { name: 'Denied' });
    const end = await run(states, { a: 1 }, { tasks: { ask: () => Promise.reject(denied) } });
    expect(end).toMatchObject({ state: 'No', output: { error: { Error: 'Denied' } } });
  });

  test('an answer inside the handler wins, what the handler does later is dropped', async () => {
    for (const ending of ['resolve', 'reject']) {
      const on = bench(
        { H: hold('ask') },
        {
          tasks: {
            ask: async () => {
              expect(on.row().phase).toBe('calling');
              expect(on.engine.succeed('token-1', 'early')).toBe('accepted');
              if (ending === 'reject') throw new Error('too late');
            },
          },
        },
      );
      on.engine.start('m', 'e', {});
      await on.drain();
      expect(on.row()).toMatchObject({ status: 'succeeded', output: '"early"' });
    }
  });

  test('a handler of an attempt that is over does not touch the next one', async () => {
    const handlers: ((value: unknown) => void)[] = [];
    const ask = () => new Promise((resolve) => handlers.push(resolve));
    const on = bench({ H: hold('ask', { Retry: [{ ErrorEquals: ['Again'] }] }) }, { tasks: { ask } });
    on.engine.start('m', 'e', {});
    const first = on.engine.advance('m:e');
    on.engine.fail('token-1', 'Again', '');
    on.clock.ms += 1_000;
    await on.engine.advance('m:e');
    const second = on.engine.advance('m:e');
    expect(handlers.length).toBe(2);
    handlers[0]?.(null);
    await first;
    expect(on.row()).toMatchObject({ phase: 'calling', token: 'token-2' });
    handlers[1]?.(null);
    await second;
    expect(on.row()).toMatchObject({ phase: 'waiting', token: 'token-2' });
  });

  test('an answer that another process overtook looks again', async () => {
    const store = memoryExecutions();
    let overtake: (() => void) | undefined;
    const overtaken: Executions = {
      ...store,
      save(row) {
        overtake?.();
        overtake = undefined;
        return store.save(row);
      },
    };
    const states = { H: hold('ask', { HeartbeatSeconds: 30 }) };
    const on = bench(states, { store: overtaken, tasks: { ask: async () => null } });
    const other = bench(states, { store, clock: on.clock, tasks: { ask: async () => null } });
    on.engine.start('m', 'e', {});
    await on.drain();
    on.clock.ms += 1_000;
    overtake = () => other.engine.heartbeat('token-1');
    expect(on.engine.succeed('token-1', 'mine')).toBe('accepted');
    expect(on.row().output).toBe('"mine"');

    on.engine.start('m', 'f', {});
    await on.drain();
    overtake = () => other.engine.succeed('token-2', 'theirs');
    expect(on.engine.succeed('token-2', 'mine')).toBe('gone');
    expect(on.engine.describe('m:f')?.output).toBe('"theirs"');
  });

  test('after the deadline a token is gone, whether or not anyone advanced', async () => {
    const on = bench({ H: hold('ask') }, { tasks: { ask: async () => null } });
    on.engine.start('m', 'e', {});
    await on.drain();
    on.clock.ms += 60_000;
    expect(on.engine.succeed('token-1', 1)).toBe('gone');
    await on.drain();
    expect(on.row()).toMatchObject({ status: 'failed', error: 'States.Timeout' });
  });

  test('a hold whose handler hangs is timed out as well', async () => {
    const on = bench({ H: hold('ask', { TimeoutSeconds: 9 }) }, { tasks: { ask: () => new Promise(() => {}) } });
    on.engine.start('m', 'e', {});
    void on.engine.advance('m:e');
    expect(on.engine.due()).toEqual([]);
    on.clock.ms += 9_000;
    await on.drain();
    expect(on.row()).toMatchObject({ status: 'failed', error: 'States.Timeout' });
  });

  test('what is no JSON is refused to the caller and leaves the hold', async () => {
    const on = bench({ H: hold('ask') }, { tasks: { ask: async () => null } });
    on.engine.start('m', 'e', {});
    await on.drain();
    expect(() => on.engine.succeed('token-1', 1n)).toThrow(TypeError);
    expect(on.row().phase).toBe('waiting');
  });
});

describe('heartbeats', () => {
  const states = (over: Record<string, unknown> = {}) => ({
    H: hold('ask', { TimeoutSeconds: 25, HeartbeatSeconds: 10, ...over }),
  });
  const tasks = { ask: async () => null };

  test('each moves the deadline on, but never past the timeout of the attempt', async () => {
    const on = bench(states(), { tasks });
    on.engine.start('m', 'e', {});
    await on.drain();
    expect(on.row().wakeAt).toBe(T(10));
    on.clock.ms += 9_000;
    expect(on.engine.heartbeat('token-1')).toBe('accepted');
    expect(on.row()).toMatchObject({ wakeAt: T(19), phase: 'waiting', token: 'token-1' });
    on.clock.ms += 9_000;
    expect(on.engine.heartbeat('token-1')).toBe('accepted');
    expect(on.row().wakeAt).toBe(T(25));
    on.clock.ms += 7_000;
    await on.drain();
    expect(on.row()).toMatchObject({ status: 'failed', error: 'States.Timeout' });
  });

  test.each<[string, Record<string, unknown>]>([
    ['HeartbeatSeconds', {}],
    ['HeartbeatSecondsPath', { HeartbeatSeconds: undefined, HeartbeatSecondsPath: '$.beat' }],
  ])('a missed one is States.HeartbeatTimeout: %s', async (_, over) => {
    const fields = JSON.parse(JSON.stringify(states(over)));
    const on = bench(fields, { tasks });
    on.engine.start('m', 'e', { beat: 10 });
    await on.drain(9);
    expect(on.row().status).toBe('running');
    await on.drain(10);
    expect(on.row()).toMatchObject({ status: 'failed', error: 'States.HeartbeatTimeout', endedAt: T(10) });
  });

  test.each(['States.Timeout', 'States.HeartbeatTimeout', 'States.ALL'])(
    'a catcher of %s catches a missed one',
    async (name) => {
      const end = await run(
        { ...states({ Catch: [{ ErrorEquals: [name], Next: 'C' }] }), C: { Type: 'Succeed' } },
        {},
        { tasks },
      );
      expect(end).toMatchObject({ state: 'C', output: { Error: 'States.HeartbeatTimeout', Cause: '' } });
    },
  );

  test('one while the handler still runs does not lose the hold', async () => {
    const on = bench(states(), {
      tasks: {
        ask: async () => {
          on.clock.ms += 5_000;
          expect(on.engine.heartbeat('token-1')).toBe('accepted');
        },
      },
    });
    on.engine.start('m', 'e', {});
    await on.drain();
    expect(on.row()).toMatchObject({ phase: 'waiting', wakeAt: T(15), token: 'token-1' });
  });

  test('a hold without heartbeat takes one and keeps its deadline', async () => {
    const on = bench({ H: hold('ask') }, { tasks });
    on.engine.start('m', 'e', {});
    await on.drain();
    on.clock.ms += 5_000;
    expect(on.engine.heartbeat('token-1')).toBe('accepted');
    expect(on.row().wakeAt).toBe(T(60));
  });

  test('a heartbeat as long as the timeout, by path, is States.Runtime', async () => {
    const over = JSON.parse(JSON.stringify(states({ HeartbeatSeconds: undefined, HeartbeatSecondsPath: '$.beat' })));
    expect(await run(over, { beat: 25 }, { tasks })).toMatchObject({ status: 'failed', error: 'States.Runtime' });
  });
});
