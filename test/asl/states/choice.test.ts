import { describe, expect, test } from 'vitest';
import { run } from '../bench.ts';

const input = {
  s: 'beta',
  other: 'beta',
  n: 5,
  m: 6,
  yes: true,
  no: false,
  nil: null,
  at: '2026-01-01T00:00:00Z',
  same: '2026-01-01T01:00:00+01:00',
  later: '2026-01-02T00:00:00Z',
  file: 'log-2026*.txt',
  list: [1],
};

const choose = (rule: Record<string, unknown>) => ({
  C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
  Yes: { Type: 'Succeed' },
  No: { Type: 'Succeed' },
});

const v = (name: string, operator: string, operand: unknown): Record<string, unknown> => ({
  Variable: `$.${name}`,
  [operator]: operand,
});

describe('Choice', () => {
  test.each<[Record<string, unknown>, boolean]>([
    [v('s', 'StringEquals', 'beta'), true],
    [v('s', 'StringEquals', 'Beta'), false],
    [v('n', 'StringEquals', '5'), false],
    [v('s', 'StringEqualsPath', '$.other'), true],
    [v('s', 'StringEqualsPath', '$.n'), false],
    [v('s', 'StringLessThan', 'gamma'), true],
    [v('s', 'StringLessThan', 'beta'), false],
    [v('s', 'StringGreaterThan', 'alpha'), true],
    [v('s', 'StringLessThanEquals', 'beta'), true],
    [v('s', 'StringGreaterThanEquals', 'beta'), true],
    [v('s', 'StringGreaterThanEqualsPath', '$.other'), true],
    [v('s', 'StringLessThanPath', '$.other'), false],
    [v('n', 'NumericEquals', 5), true],
    [v('n', 'NumericEquals', 5.5), false],
    [v('s', 'NumericEquals', 5), false],
    [v('n', 'NumericEqualsPath', '$.m'), false],
    [v('n', 'NumericLessThan', 6), true],
    [v('n', 'NumericLessThanPath', '$.m'), true],
    [v('n', 'NumericGreaterThan', 5), false],
    [v('n', 'NumericGreaterThanPath', '$.m'), false],
    [v('n', 'NumericLessThanEquals', 5), true],
    [v('n', 'NumericLessThanEqualsPath', '$.m'), true],
    [v('n', 'NumericGreaterThanEquals', 5), true],
    [v('n', 'NumericGreaterThanEqualsPath', '$.m'), false],
    [v('yes', 'BooleanEquals', true), true],
    [v('yes', 'BooleanEquals', false), false],
    [v('s', 'BooleanEquals', true), false],
    [v('yes', 'BooleanEqualsPath', '$.no'), false],
    [v('at', 'TimestampEquals', '2026-01-01T00:00:00.000Z'), true],
    [v('at', 'TimestampEqualsPath', '$.same'), true],
    [v('at', 'TimestampLessThan', '2026-01-01T00:00:01Z'), true],
    [v('at', 'TimestampLessThanPath', '$.later'), true],
    [v('at', 'TimestampGreaterThan', '2026-01-01T00:00:01Z'), false],
    [v('at', 'TimestampGreaterThanEqualsPath', '$.same'), true],
    [v('at', 'TimestampLessThanEquals', '2026-01-01T00:00:00Z'), true],
    [v('s', 'TimestampGreaterThan', '2026-01-01T00:00:01Z'), false],
    [v('nil', 'IsNull', true), true],
    [v('n', 'IsNull', true), false],
    [v('n', 'IsNull', false), true],
    [v('nil', 'IsPresent', true), true],
    [v('nope', 'IsPresent', true), false],
    [v('nope', 'IsPresent', false), true],
    [v('list[1]', 'IsPresent', true), false],
    [v('list[0]', 'IsPresent', true), true],
    [v('s', 'IsString', true), true],
    [v('n', 'IsString', true), false],
    [v('n', 'IsNumeric', true), true],
    [v('yes', 'IsBoolean', true), true],
    [v('yes', 'IsBoolean', false), false],
    [v('at', 'IsTimestamp', true), true],
    [v('s', 'IsTimestamp', true), false],
    [v('file', 'StringMatches', 'log-*.txt'), true],
    [v('file', 'StringMatches', '*'), true],
    [v('file', 'StringMatches', '*.tx'), false],
    [v('file', 'StringMatches', 'log-*\\*.txt'), true],
    [v('file', 'StringMatches', 'log-\\*.txt'), false],
    [v('file', 'StringMatches', 'log-2026*.txtlog-*'), false],
    [v('n', 'StringMatches', '*'), false],
    [{ Variable: '$$.Execution.Name', StringEquals: 'e' }, true],
    [{ Not: v('yes', 'BooleanEquals', true) }, false],
    [{ And: [v('yes', 'BooleanEquals', true), v('n', 'NumericEquals', 5)] }, true],
    [{ And: [v('yes', 'BooleanEquals', true), v('n', 'NumericEquals', 6)] }, false],
    [{ Or: [v('yes', 'BooleanEquals', false), v('n', 'NumericEquals', 5)] }, true],
    [{ Or: [v('yes', 'BooleanEquals', false), { Not: v('n', 'NumericEquals', 5) }] }, false],
    // And stops at the first rule that does not hold, so a guard with IsPresent protects the rest.
    [{ And: [v('nope', 'IsPresent', true), v('nope', 'StringEquals', 'x')] }, false],
    [{ Or: [v('nope', 'IsPresent', false), v('nope', 'StringEquals', 'x')] }, true],
  ])('%j -> %s', async (rule, holds) => {
    const end = await run(choose(rule), input);
    expect(end).toEqual({ status: 'succeeded', state: holds ? 'Yes' : 'No', output: input });
  });

  test('every operator of the language is there, with its Path form', async () => {
    const { comparisons } = await import('../../../src/asl/comparisons.ts');
    expect(Object.keys(comparisons).length).toBe(3 * 5 * 2 + 2 + 1 + 6);
  });

  test('the first rule that holds wins', async () => {
    const end = await run(
      {
        C: {
          Type: 'Choice',
          Choices: [
            { Variable: '$.n', NumericEquals: 1, Next: 'A' },
            { Variable: '$.n', NumericLessThan: 9, Next: 'B' },
            { Variable: '$.n', NumericEquals: 5, Next: 'A' },
          ],
        },
        A: { Type: 'Succeed' },
        B: { Type: 'Succeed' },
      },
      input,
    );
    expect(end.state).toBe('B');
  });

  test.each(['IsNull', 'IsString', 'IsTimestamp', 'BooleanEquals'])(
    '%s of nothing is States.Runtime',
    async (operator) => {
      expect(await run(choose(v('nope', operator, true)), input)).toMatchObject({
        status: 'failed',
        error: 'States.Runtime',
        state: 'C',
      });
    },
  );

  test('a ...Path operand of nothing is States.Runtime', async () => {
    expect(await run(choose(v('n', 'NumericEqualsPath', '$.nope')), input)).toMatchObject({ error: 'States.Runtime' });
  });

  test('no match and no Default', async () => {
    const { Default: _, ...choice } = choose(v('n', 'NumericEquals', 6)).C;
    const end = await run({ C: choice, Yes: { Type: 'Succeed' } }, input);
    expect(end).toMatchObject({ status: 'failed', error: 'States.NoChoiceMatched' });
  });

  test('InputPath and OutputPath', async () => {
    const states = choose(v('n', 'NumericEquals', 1));
    const end = await run(
      { ...states, C: { ...states.C, InputPath: '$.in', OutputPath: '$.keep' } },
      { in: { n: 1, keep: 2 } },
    );
    expect(end).toMatchObject({ state: 'Yes', output: 2 });
  });

  test('a pattern of many stars stays fast', async () => {
    const pattern = `${'a*'.repeat(2_000)}b`;
    const end = await run(choose(v('s', 'StringMatches', pattern)), { s: 'a'.repeat(100_000) });
    expect(end.state).toBe('No');
  });
});
