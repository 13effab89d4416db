import { describe, expect, test } from 'vitest';
import { run } from '../bench.ts';

describe('Succeed', () => {
  test.each<[Record<string, unknown>, unknown]>([
    [{}, { a: { b: 1 } }],
    [{ InputPath: '$.a' }, { b: 1 }],
    [{ InputPath: '$.a', OutputPath: '$.b' }, 1],
    [{ OutputPath: null }, {}],
  ])('%j', async (fields, output) => {
    expect(await run({ S: { Type: 'Succeed', ...fields } }, { a: { b: 1 } })).toEqual({
      status: 'succeeded',
      state: 'S',
      output,
    });
  });
});

describe('Fail', () => {
  test.each<[Record<string, unknown>, string, string]>([
    [{}, '', ''],
    [{ Error: 'Broken', Cause: 'a wire' }, 'Broken', 'a wire'],
    [{ ErrorPath: '$.e', CausePath: '$.why' }, 'E', 'because'],
    [{ Error: 'X', CausePath: "States.Format('{} in {}', $.why, $$.State.Name)" }, 'X', 'because in F'],
    [{ Error: 'X', CausePath: 'States.JsonToString($.list)' }, 'X', '[1]'],
    [{ Error: 'X', CausePath: '$.list' }, 'States.Runtime', 'CausePath must point at a text'],
    [
      { ErrorPath: '$.nope' },
      'States.Runtime',
      "Invalid path '$.nope' in ErrorPath: it could not be found in the input",
    ],
  ])('%j', async (fields, error, cause) => {
    const end = await run({ F: { Type: 'Fail', ...fields } }, { e: 'E', why: 'because', list: [1] });
    expect(end).toEqual({ status: 'failed', state: 'F', error, cause });
  });
});
