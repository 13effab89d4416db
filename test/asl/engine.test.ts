import { describe, expect, test } from 'vitest';
import { createEngine, InvalidDefinition, loadMachine, memoryExecutions } from '../../src/asl/index.ts';
import { bench, hold, T, task } from './bench.ts';

const done = { S: { Type: 'Succeed' } };

describe('start', () => {
  test('the first row', () => {
    const on = bench(done);
    expect(on.engine.start('m', 'e', { a: 1 })).toBe('started');
    expect(on.engine.describe('m:e')).toEqual({
      id: 'm:e',
      machine: 'm',
      name: 'e',
      revision: 1,
      status: 'running',
      startedAt: T(0),
      state: 'S',
      enteredAt: T(0),
      input: '{"a":1}',
      executionInput: '{"a":1}',
      phase: 'ready',
      retries: [],
    });
    expect(on.engine.describe('m:other')).toBeUndefined();
  });

  test('is idempotent while the same name and input run, in whatever order the keys stand', async () => {
    const on = bench(done);
    on.engine.start('m', 'e', { a: 1, b: [{ c: 2, d: 3 }] });
    expect(on.engine.start('m', 'e', { b: [{ d: 3, c: 2 }], a: 1 })).toBe('running-same');
    expect(on.engine.start('m', 'e', { a: 1, b: [] })).toBe('exists');
    await on.drain();
    expect(on.engine.start('m', 'e', { a: 1, b: [{ c: 2, d: 3 }] })).toBe('exists');
    expect(on.row().status).toBe('succeeded');
  });

  test.each<[string, string, unknown, RegExp]>([
    ['nope', 'e', {}, /There is no machine nope; there are m/],
    ['toString', 'e', {}, /There is no machine toString/],
    ['m', '', {}, /cannot name an execution/],
    ['m', 'a b', {}, /cannot name/],
    ['m', 'a:b', {}, /cannot name/],
    ['m', 'a#b', {}, /cannot name/],
    ['m', 'x'.repeat(81), {}, /cannot name/],
    ['m', 'e', 'x'.repeat(262_143), /may take 262144 bytes: pass a reference/],
  ])('refuses %s, %s', (machine, name, input, says) => {
    const on = bench(done);
    expect(() => on.engine.start(machine, name, input)).toThrow(says);
    expect(on.engine.due()).toEqual([]);
  });

  test('refuses what is no JSON', () => {
    expect(() => bench(done).engine.start('m', 'e', 1n)).toThrow(TypeError);
  });
});

describe('due', () => {
  test('oldest first, up to the limit, and flights never hide what is behind them', async () => {
    const on = bench({ A: task('never') }, { tasks: { never: () => new Promise(() => {}) } });
    for (const name of ['c', 'a', 'b']) {
      on.engine.start('m', name, {});
      on.clock.ms += 1;
    }
    expect(on.engine.due(2)).toEqual(['m:c', 'm:a']);
    void on.engine.advance('m:c');
    void on.engine.advance('m:a');
    expect(on.engine.due(1)).toEqual(['m:b']);
    void on.engine.advance('m:b');
    expect(on.engine.due()).toEqual([]);
  });

  test('a row in flight is not called twice', async () => {
    let calls = 0;
    const on = bench(
      { A: task('t') },
      {
        tasks: {
          t: () => {
            calls += 1;
            return new Promise(() => {});
          },
        },
      },
    );
    on.engine.start('m', 'e', {});
    void on.engine.advance('m:e');
    await on.engine.advance('m:e');
    expect(calls).toBe(1);
  });
});

describe('advance', () => {
  test('is one transition', async () => {
    const on = bench({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'S' }, ...done });
    on.engine.start('m', 'e', {});
    const seen: string[] = [];
    for (let i = 0; i < 4; i += 1) {
      seen.push(`${on.row().state} ${on.row().revision}`);
      await on.engine.advance('m:e');
    }
    expect(seen).toEqual(['A 1', 'B 2', 'S 3', 'S 4']);
    expect(on.row().revision).toBe(4);
  });

  test('nothing happens to an unknown, ended, sleeping or waiting row', async () => {
    const on = bench({ H: hold('ask') }, { tasks: { ask: async () => null } });
    await on.engine.advance('m:none');
    on.engine.start('m', 'e', {});
    await on.drain();
    const before = on.row();
    await on.engine.advance('m:e');
    expect(on.row()).toEqual(before);
  });

  test('a loop without end fails after 25,000 transitions', async () => {
    const on = bench({
      A: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: false, Next: 'A' }], Default: 'S' },
      ...done,
    });
    on.engine.start('m', 'e', {});
    await on.drain();
    expect(on.row()).toMatchObject({
      status: 'failed',
      error: 'States.Runtime',
      cause: '25000 transitions',
      revision: 25_001,
    });
  });

  test('a state that a newer definition has no more fails instead of hanging', async () => {
    const store = memoryExecutions();
    bench({ Old: { Type: 'Succeed' } }, { store }).engine.start('m', 'e', {});
    const on = bench({ New: { Type: 'Succeed' } }, { store });
    await on.drain();
    expect(on.row()).toMatchObject({
      status: 'failed',
      error: 'States.Runtime',
      cause: 'there is no state Old in m any more',
    });
  });

  test('a store that throws is not taken for a failed state', async () => {
    const store = memoryExecutions();
    const full = {
      ...store,
      save: () => {
        throw new Error('disk full');
      },
    };
    const on = bench(done, { store: full });
    on.engine.start('m', 'e', {});
    await expect(on.engine.advance('m:e')).rejects.toThrow('disk full');
    expect(on.row().status).toBe('running');
  });
});

describe('stop', () => {
  test('aborts a running execution once; its hold is gone and its handler is dropped', async () => {
    const on = bench({ H: hold('ask') }, { tasks: { ask: async () => null } });
    on.engine.start('m', 'e', {});
    await on.drain();
    on.clock.ms += 1_000;
    expect(on.engine.stop('m:e', 'Stopped', 'by hand')).toBe(true);
    expect(on.row()).toMatchObject({
      status: 'aborted',
      phase: 'ended',
      error: 'Stopped',
      cause: 'by hand',
      endedAt: T(1),
    });
    expect(on.engine.stop('m:e', 'Stopped', 'again')).toBe(false);
    expect(on.engine.stop('m:none', '', '')).toBe(false);
    expect(on.engine.succeed('token-1', 1)).toBe('gone');
    expect(on.store.nextWake()).toBeUndefined();
  });

  test('a plain task in flight cannot undo it', async () => {
    let answer: (value: unknown) => void = () => {};
    const on = bench(
      { A: task('t') },
      {
        tasks: {
          t: () =>
            new Promise((resolve) => {
              answer = resolve;
            }),
        },
      },
    );
    on.engine.start('m', 'e', {});
    const flight = on.engine.advance('m:e');
    on.engine.stop('m:e', 'Stopped', '');
    answer(1);
    await flight;
    expect(on.row().status).toBe('aborted');
  });
});

describe('createEngine', () => {
  const parts = {
    executions: memoryExecutions(),
    tasks: { known: async () => null },
    clock: { now: () => T(0) },
    tokens: () => 't',
    random: () => 0,
  };
  const machine = (name: string) => loadMachine({ StartAt: 'Do it', States: { 'Do it': task(name) } }, {});

  test.each(['unknown', 'toString'])('refuses a machine that calls %s', (name) => {
    let caught: unknown;
    try {
      createEngine({ ...parts, machines: { good: machine('known'), bad: machine(name) } });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(InvalidDefinition);
    expect((caught as InvalidDefinition).problems).toEqual([
      { path: '/bad/States/Do it/Parameters/FunctionName', says: `there is no task ${name}; there are known` },
    ]);
  });

  test('refuses a machine name that could not be part of an id', () => {
    expect(() => createEngine({ ...parts, machines: { 'a:b': machine('known') } })).toThrow(InvalidDefinition);
  });
});
