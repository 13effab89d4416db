import { describe, expect, test } from 'vitest';
import { InvalidDefinition, loadMachine } from '../../src/asl/index.ts';
import { run } from './bench.ts';

const input = {
  id: 123456,
  nine: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  dup: [1, 2, 3, 3, '3', { a: 1, b: 2 }, { b: 2, a: 1 }, null, null],
  json1: { a: { a1: 1, a2: 2 }, b: 2 },
  json2: { a: { a3: 1 }, c: 3 },
  name: 'Arnav',
  template: 'Hello, {}!',
  splitter: '.+,=',
  'odd key': "it's (fine), really",
};

const eval1 = (expression: string) =>
  run({ P: { Type: 'Pass', Parameters: { 'v.$': expression }, OutputPath: '$.v', End: true } }, input);

describe('intrinsics', () => {
  test.each<[string, unknown]>([
    ['States.Array()', []],
    ["States.Array('a', 1, -2.5, 1e3, true, false, null, $.id)", ['a', 1, -2.5, 1000, true, false, null, 123456]],
    ['States.ArrayPartition($.nine,4)', [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
    ['States.ArrayPartition($.nine, 3.6)', [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
    ['States.ArrayPartition(States.Array(), 2)', []],
    ['States.ArrayContains($.nine, 5)', true],
    ['States.ArrayContains($.nine, 42)', false],
    ['States.ArrayContains($.dup, States.StringToJson(\'\\{"b":2,"a":1\\}\'))', true],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(5, 1, -2)', [5, 3, 1]],
    ['States.ArrayRange(1, 5, -1)', []],
    ['States.ArrayRange(0.6, 3.4, 1)', [1, 2, 3]],
    ['States.ArrayLength(States.ArrayRange(1, 1000, 1))', 1000],
    ['States.ArrayGetItem($.nine, 5)', 6],
    ['States.ArrayLength($.nine)', 9],
    ['States.ArrayUnique($.dup)', [1, 2, 3, '3', { a: 1, b: 2 }, null]],
    ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", 'Data to encode'],
    // AWS prints this digest with one digit missing.
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ["States.Hash('', 'MD5')", 'd41d8cd98f00b204e9800998ecf8427e'],
    ["States.Hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['States.JsonMerge($.json1, $.json2, false)', { a: { a3: 1 }, b: 2, c: 3 }],
    ["States.StringToJson('[1, null]')", [1, null]],
    ['States.JsonToString($.json2)', '{"a":{"a3":1},"c":3}'],
    ['States.MathAdd(111, -1)', 110],
    ['States.MathAdd(1.5, -0.5)', 2],
    ["States.StringSplit('1,2,3', ',')", ['1', '2', '3']],
    ["States.StringSplit('This.is+a,test=string', $.splitter)", ['This', 'is', 'a', 'test', 'string']],
    ["States.StringSplit(',,a,,', ',')", ['a']],
    ["States.StringSplit('ab', '')", ['ab']],
    ["States.Format('Hello {}, {} {}', $.name, $.id, $.json2.a)", 'Hello Arnav, 123456 {"a3":1}'],
    ['States.Format($.template, $.name)', 'Hello, Arnav!'],
    ["States.Format('\\{\\} {} \\' \\\\', 'x')", "{} x ' \\"],
    ["States.Format('no values')", 'no values'],
    ["States.Format('{}', $['odd key'])", "it's (fine), really"],
    ["States.Format('{}{}', $.nine[0], $$.Execution.Name)", '1e'],
    ["States.ArrayGetItem(States.StringSplit(States.Format('{}/{}', 'a', 'b'), '/'), 1)", 'b'],
  ])('%s', async (expression, value) => {
    expect(await eval1(expression)).toEqual({ status: 'succeeded', state: 'P', output: value });
  });

  test.each<[string, string, string]>([
    ['States.ArrayPartition($.nine, 0)', 'States.IntrinsicFailure', 'a chunk has at least 1 item'],
    ['States.ArrayPartition($.id, 1)', 'States.IntrinsicFailure', 'expected an array, found a number'],
    ['States.ArrayRange(1, 1001, 1)', 'States.IntrinsicFailure', 'a range has at most 1000 items'],
    ['States.ArrayRange(1, 9, 0)', 'States.IntrinsicFailure', 'must not be 0'],
    ['States.ArrayGetItem($.nine, 9)', 'States.IntrinsicFailure', 'no item 9'],
    ['States.ArrayGetItem($.nine, -1)', 'States.IntrinsicFailure', 'no item -1'],
    ["States.Base64Decode('%%')", 'States.IntrinsicFailure', 'not Base64'],
    ["States.Hash('x', 'CRC')", 'States.IntrinsicFailure', 'CRC is not one of MD5'],
    ["States.Hash('x', 'constructor')", 'States.IntrinsicFailure', 'constructor is not one of'],
    ['States.JsonMerge($.json1, $.json2, true)', 'States.IntrinsicFailure', 'must be false'],
    ["States.StringToJson('no')", 'States.IntrinsicFailure', 'not JSON: no'],
    ['States.MathAdd(2147483647, 1)', 'States.IntrinsicFailure', 'outside'],
    ["States.MathAdd('1', 1)", 'States.IntrinsicFailure', 'expected a number'],
    ["States.Format('{} {}', 1)", 'States.IntrinsicFailure', 'the template has 2 {} for 1 values'],
    ['States.Format($.id, 1)', 'States.IntrinsicFailure', 'States.Format: the template must be a text'],
    ['States.Array($.nope)', 'States.ParameterPathFailure', '$.nope could not be found'],
  ])('%s fails', async (expression, error, cause) => {
    const end = await eval1(expression);
    expect(end).toMatchObject({ status: 'failed', error });
    expect(end.cause).toContain(cause);
  });

  const nested = (depth: number): string => (depth === 0 ? '$' : `States.Array(${nested(depth - 1)})`);

  test.each<[string, string]>([
    ['States.UUID()', 'must replay'],
    ['States.MathRandom(1, 2)', 'must replay'],
    ['States.Nope(1)', 'is not an intrinsic; there are States.Array'],
    ['States.constructor()', 'is not an intrinsic'],
    ['States.ArrayLength()', 'takes 1 arguments, here are 0'],
    ['States.Format()', 'takes at least 1 arguments'],
    ['States.Array(1', "expected ',' or ')'"],
    ['States.Array(1,)', 'character 16: an argument is'],
    ['States.Array(1) ', 'nothing may follow'],
    ['States.Array (1)', "with no space before '('"],
    ["States.Array('open)", 'an argument is'],
    ["States.Array('a{b')", 'write \\{ and \\} for braces'],
    ["States.Format('{x}', 1)", 'and {} where a value goes'],
    ["States.Array('\\n')", 'a backslash may only stand before'],
    ['States.Array($.a[*])', 'a wildcard'],
    ['States.Array($..a)', 'descent'],
    ['States.Array($.a[?(@.b)])', 'a filter'],
    ['States.Array($$.Task.Token)', 'only the Parameters of a .waitForTaskToken task have a token'],
    [nested(11), 'nested 10 deep'],
  ])('%s is refused', (expression, says) => {
    const definition = { StartAt: 'P', States: { P: { Type: 'Pass', Parameters: { 'v.$': expression }, End: true } } };
    let problems: InvalidDefinition['problems'] = [];
    try {
      loadMachine(definition, {});
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidDefinition);
      problems = (error as InvalidDefinition).problems;
    }
    expect(problems).toEqual([{ path: '/States/P/Parameters/v.$', says: expect.stringContaining(says) }]);
  });

  test('ten deep is allowed', async () => {
    expect((await eval1(nested(10))).status).toBe('succeeded');
  });
});
