import { describe, expect, test } from 'vitest';
import { run } from '../bench.ts';

const input = { a: 1, list: [10, 20], deep: { 'x y': true }, none: null };

describe('Pass', () => {
  test.each<[string, Record<string, unknown>, unknown]>([
    ['hands its input on', {}, input],
    ['Result replaces it', { Result: { b: 2 } }, { b: 2 }],
    ['a Result of null is a result', { Result: null }, null],
    [
      'ResultPath puts the result into the raw input',
      { Result: 2, ResultPath: '$.new.deeper' },
      { ...input, new: { deeper: 2 } },
    ],
    ['ResultPath replaces an item', { Result: 2, ResultPath: '$.list[1]' }, { ...input, list: [10, 2] }],
    ['ResultPath null throws the result away', { Result: 2, ResultPath: null }, input],
    ['InputPath picks', { InputPath: "$.deep['x y']" }, true],
    ['InputPath null is an empty object', { InputPath: null }, {}],
    [
      'InputPath does not narrow what ResultPath writes into',
      { InputPath: '$.a', ResultPath: '$.b' },
      { ...input, b: 1 },
    ],
    ['InputPath can read the context object', { InputPath: '$$.Execution.Name' }, 'e'],
    ['OutputPath picks', { OutputPath: '$.list[0]' }, 10],
    ['OutputPath null is an empty object', { OutputPath: null }, {}],
    [
      'Parameters sees the effective input',
      { InputPath: '$.deep', Parameters: { 'all.$': '$' } },
      { all: { 'x y': true } },
    ],
    [
      'Parameters fills arrays too',
      { Parameters: { list: [{ 'a.$': '$.a' }, 'plain'] } },
      { list: [{ a: 1 }, 'plain'] },
    ],
    ['null resolves', { Parameters: { 'n.$': '$.none' } }, { n: null }],
  ])('%s', async (_, state, output) => {
    expect(await run({ P: { Type: 'Pass', End: true, ...state } }, input)).toEqual({
      status: 'succeeded',
      state: 'P',
      output,
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['an InputPath that does not resolve', { InputPath: '$.nope' }, 'States.Runtime'],
    ['an OutputPath that does not resolve', { OutputPath: '$.list[2]' }, 'States.Runtime'],
    ['a parameter that does not resolve', { Parameters: { 'x.$': '$.deep.nope' } }, 'States.ParameterPathFailure'],
    ['a ResultPath through a number', { Result: 1, ResultPath: '$.a.b' }, 'States.ResultPathMatchFailure'],
    ['a ResultPath behind the end of a list', { Result: 1, ResultPath: '$.list[2]' }, 'States.ResultPathMatchFailure'],
  ])('%s fails', async (_, state, error) => {
    const end = await run({ P: { Type: 'Pass', End: true, ...state } }, input);
    expect(end).toMatchObject({ status: 'failed', error });
    expect(end.cause).not.toBe('');
  });

  test('the context object', async () => {
    const end = await run({ P: { Type: 'Pass', End: true, Parameters: { 'all.$': '$$' } } }, { i: 1 });
    expect(end.output).toEqual({
      all: {
        Execution: { Id: 'm:e', Input: { i: 1 }, Name: 'e', StartTime: '2026-01-01T00:00:00.000Z' },
        State: { EnteredTime: '2026-01-01T00:00:00.000Z', Name: 'P', RetryCount: 0 },
        StateMachine: { Id: 'm', Name: 'm' },
      },
    });
  });

  test('up to 262,144 bytes of output pass, more is States.DataLimitExceeded', async () => {
    const double = { P: { Type: 'Pass', End: true, Parameters: { 'a.$': '$', 'b.$': '$' } } };
    const half = 'é'.repeat(65_532);
    expect(JSON.stringify({ a: half, b: half }).length).toBeLessThan(262_144);
    expect((await run(double, half)).status).toBe('succeeded');
    expect(Buffer.byteLength(JSON.stringify({ a: half, b: half }))).toBe(262_143);
    expect(await run(double, `${half}x`)).toMatchObject({ status: 'failed', error: 'States.DataLimitExceeded' });
  });

  test('a key named __proto__ is a key like others', async () => {
    const end = await run(
      { P: { Type: 'Pass', End: true, ResultPath: '$.x', Result: 1 } },
      JSON.parse('{"__proto__":{"y":2}}'),
    );
    expect(JSON.stringify(end.output)).toBe('{"__proto__":{"y":2},"x":1}');
    const set = await run({ P: { Type: 'Pass', End: true, ResultPath: "$.__proto__['polluted']", Result: 1 } }, {});
    expect(JSON.stringify(set.output)).toBe('{"__proto__":{"polluted":1}}');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
