import { describe, expect, test } from 'vitest';
import { createEngine, InvalidDefinition, loadMachine, memoryExecutions } from '../../src/asl/index.ts';
import { BY_TOKEN, hold, INVOKE, type States, task } from './bench.ts';

function problemsOf(definition: unknown, substitutions: Record<string, string> = {}): InvalidDefinition['problems'] {
  try {
    loadMachine(definition, substitutions);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidDefinition);
    return (error as InvalidDefinition).problems;
  }
  return [];
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const of = (states: States): unknown => plain({ StartAt: Object.keys(states)[0], States: states });
const end = { S: { Type: 'Succeed' } };
/** One state `X` with these fields, and `S` to go to. */
const x = (state: Record<string, unknown>): unknown => of({ X: { Next: 'S', ...state }, ...end });
const pass = (over: Record<string, unknown>) => x({ Type: 'Pass', ...over });
const t = (over: Record<string, unknown>) => x({ ...task('f'), End: undefined, ...over });
const h = (over: Record<string, unknown>) => x({ ...hold('f'), End: undefined, ...over });
const retry = (...Retry: unknown[]) => t({ Retry });
const katch = (...Catch: unknown[]) => t({ Catch });
const wait = (over: Record<string, unknown>) => x({ Type: 'Wait', ...over });
const choice = (...Choices: unknown[]) => of({ X: { Type: 'Choice', Choices, Default: 'S' }, ...end });
const rule = (over: Record<string, unknown>) => choice({ Next: 'S', ...over });
const E = { ErrorEquals: ['E'] };

describe('refused definitions', () => {
  test.each<[string, unknown, string, string]>([
    // the machine
    ['null', null, '/', 'a definition is an object'],
    ['its text', '{"StartAt":"S"}', '/', 'give parsed JSON, not its text'],
    ['a list', [], '/', 'a definition is an object'],
    ['no States', { StartAt: 'S' }, '/States', 'at least one state'],
    ['empty States', { StartAt: 'S', States: {} }, '/States', 'at least one state'],
    ['no StartAt', { States: end }, '/StartAt', 'StartAt is missing'],
    ['StartAt elsewhere', { StartAt: 'Z', States: end }, '/StartAt', 'there is no state "Z"'],
    ['StartAt no text', { StartAt: 1, States: end }, '/StartAt', 'must be a text'],
    ['StartAt an inherited name', { StartAt: 'toString', States: end }, '/StartAt', 'there is no state "toString"'],
    [
      'machine timeout',
      { StartAt: 'S', States: end, TimeoutSeconds: 9 },
      '/TimeoutSeconds',
      'no machine timeout: see docs; use state timeouts',
    ],
    [
      'unknown field',
      { StartAt: 'S', States: end, Foo: 9 },
      '/Foo',
      'there are Comment, StartAt, States, Version, QueryLanguage',
    ],
    ['JSONata', { StartAt: 'S', States: end, QueryLanguage: 'JSONata' }, '/QueryLanguage', 'only JSONPath'],
    ['Version', { StartAt: 'S', States: end, Version: '2.0' }, '/Version', 'only version "1.0"'],
    ['Comment', { StartAt: 'S', States: end, Comment: 1 }, '/Comment', 'a comment is a text'],
    [
      'no end',
      of({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
      '/States',
      'no reachable state ends',
    ],
    [
      'unreachable',
      of({ A: { Type: 'Pass', End: true }, Lost: { Type: 'Succeed' } }),
      '/States/Lost',
      'no way leads here',
    ],
    [
      'long name',
      of({ ['n'.repeat(81)]: { Type: 'Succeed' } }),
      `/States/${'n'.repeat(81)}`,
      'may have 80 characters, this one has 81',
    ],
    ['empty name', of({ '': { Type: 'Succeed' } }), '/States/', 'a state needs a name'],
    // every state
    ['no object', of({ X: 1 as never }), '/States/X', 'a state is an object with Type'],
    ['no type', of({ X: {} }), '/States/X/Type', 'it is missing'],
    ['Map', of({ X: { Type: 'Map' } }), '/States/X/Type', 'Map is not here yet'],
    ['Parallel', of({ X: { Type: 'Parallel' } }), '/States/X/Type', 'Parallel is not here yet'],
    ['inherited type', of({ X: { Type: 'constructor' } }), '/States/X/Type', '"constructor" is none'],
    ['next elsewhere', pass({ Next: 'Z' }), '/States/X/Next', 'there is no state "Z"'],
    ['both Next and End', pass({ End: true }), '/States/X/End', 'both Next and End'],
    ['neither', of({ X: { Type: 'Pass' } }), '/States/X', 'neither Next nor End'],
    ['End false', of({ X: { Type: 'Pass', End: false } }), '/States/X/End', 'End is true or not there'],
    ['Assign', pass({ Assign: {} }), '/States/X/Assign', 'no variables'],
    ['Output', pass({ Output: {} }), '/States/X/Output', 'JSONPath only'],
    ['QueryLanguage', pass({ QueryLanguage: 'JSONPath' }), '/States/X/QueryLanguage', 'only the machine may say so'],
    ['Retry on Pass', pass({ Retry: [E] }), '/States/X/Retry', 'Retry is not a field here'],
    ['Catch on Wait', wait({ Seconds: 1, Catch: [] }), '/States/X/Catch', 'Catch is not a field here'],
    ['ResultSelector on Pass', pass({ ResultSelector: {} }), '/States/X/ResultSelector', 'is not a field here'],
    ['Parameters on Wait', wait({ Seconds: 1, Parameters: {} }), '/States/X/Parameters', 'is not a field here'],
    ['Next on Succeed', of({ X: { Type: 'Succeed', Next: 'X' } }), '/States/X/Next', 'Next is not a field here'],
    ['InputPath on Fail', of({ X: { Type: 'Fail', InputPath: '$' } }), '/States/X/InputPath', 'is not a field here'],
    [
      'ResultPath on Choice',
      of({ X: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'S' }], ResultPath: '$' }, ...end }),
      '/States/X/ResultPath',
      'is not a field here',
    ],
    // paths
    [
      'wildcard',
      pass({ InputPath: '$.a[*]' }),
      '/States/X/InputPath',
      'a wildcard (*) is not part of a reference path',
    ],
    ['dotted wildcard', pass({ InputPath: '$.*' }), '/States/X/InputPath', 'a wildcard'],
    ['descent', pass({ InputPath: '$..a' }), '/States/X/InputPath', 'descent (..)'],
    ['filter', pass({ OutputPath: '$.a[?(@.b > 1)]' }), '/States/X/OutputPath', 'a filter'],
    ['slice', pass({ OutputPath: '$.a[0:2]' }), '/States/X/OutputPath', 'a slice'],
    ['negative index', pass({ OutputPath: '$.a[-1]' }), '/States/X/OutputPath', 'a negative index'],
    ['function', pass({ OutputPath: '$.a.length()' }), '/States/X/OutputPath', '"()" is not part of a reference path'],
    ['no path', pass({ InputPath: 'a' }), '/States/X/InputPath', 'is not a path: write $, $.name'],
    ['number', pass({ InputPath: 1 }), '/States/X/InputPath', 'a path must be a text'],
    [
      'long path',
      pass({ InputPath: `$.${'a'.repeat(255)}` }),
      '/States/X/InputPath',
      'may have 256 characters, this one has 257',
    ],
    [
      'unknown context',
      pass({ InputPath: '$$.Map.Item.Value' }),
      '/States/X/InputPath',
      'the context object has Execution, State',
    ],
    [
      'unknown context field',
      pass({ InputPath: '$$.Execution.RoleArn' }),
      '/States/X/InputPath',
      '$$.Execution has Id, Input, Name, StartTime',
    ],
    [
      'token outside',
      pass({ InputPath: '$$.Task.Token' }),
      '/States/X/InputPath',
      'only the Parameters of a .waitForTaskToken task',
    ],
    ['ResultPath filter', pass({ ResultPath: '$.a[?(@)]' }), '/States/X/ResultPath', 'a filter'],
    [
      'ResultPath context',
      pass({ ResultPath: '$$.State' }),
      '/States/X/ResultPath',
      'the context object cannot be written',
    ],
    ['ResultPath number', pass({ ResultPath: 1 }), '/States/X/ResultPath', 'ResultPath is a text or null'],
    [
      '.$ with a text',
      pass({ Parameters: { 'a.$': 'b' } }),
      '/States/X/Parameters/a.$',
      'takes a path ($.name) or an intrinsic',
    ],
    [
      '.$ with a number, deep',
      pass({ Parameters: { a: [{ 'b.$': 1 }] } }),
      '/States/X/Parameters/a/0/b.$',
      'takes a path',
    ],
    ['a and a.$', pass({ Parameters: { a: 1, 'a.$': '$' } }), '/States/X/Parameters/a.$', 'both a and a.$'],
    // Task
    [
      'other resource',
      t({ Resource: 'arn:aws:states:::sqs:sendMessage' }),
      '/States/X/Resource',
      `write ${INVOKE} or ${BY_TOKEN}`,
    ],
    [
      'function as resource',
      t({ Resource: 'arn:aws:lambda:eu-west-1:1:function:f' }),
      '/States/X/Resource',
      'nothing else is called here',
    ],
    ['no parameters', t({ Parameters: undefined }), '/States/X/Parameters', 'a task needs Parameters'],
    ['no name', t({ Parameters: { Payload: 1 } }), '/States/X/Parameters/FunctionName', 'must be a text'],
    [
      'name from input',
      t({ Parameters: { 'FunctionName.$': '$.f' } }),
      '/States/X/Parameters/FunctionName',
      'cannot come from the input',
    ],
    [
      'other parameter',
      t({ Parameters: { FunctionName: 'f', Qualifier: '1' } }),
      '/States/X/Parameters/Qualifier',
      'is not a field here',
    ],
    ['Credentials', t({ Credentials: {} }), '/States/X/Credentials', 'every task runs as itself'],
    ['timeout 0', t({ TimeoutSeconds: 0 }), '/States/X/TimeoutSeconds', 'a whole number from 1 to 99999999'],
    ['timeout 1.5', t({ TimeoutSeconds: 1.5 }), '/States/X/TimeoutSeconds', 'a whole number'],
    [
      'both timeouts',
      t({ TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' }),
      '/States/X/TimeoutSecondsPath',
      'both TimeoutSeconds and TimeoutSecondsPath',
    ],
    [
      'both heartbeats',
      h({ HeartbeatSeconds: 1, HeartbeatSecondsPath: '$.t' }),
      '/States/X/HeartbeatSecondsPath',
      'both HeartbeatSeconds',
    ],
    [
      'heartbeat too long',
      h({ HeartbeatSeconds: 60 }),
      '/States/X/HeartbeatSeconds',
      'must be shorter than TimeoutSeconds',
    ],
    [
      'heartbeat of a plain task',
      t({ HeartbeatSeconds: 1 }),
      '/States/X/HeartbeatSeconds',
      'a plain invoke cannot send heartbeats',
    ],
    ['hold without end', h({ TimeoutSeconds: undefined }), '/States/X', 'a hold must end'],
    [
      'hold without token',
      h({ Parameters: { FunctionName: 'f', Payload: {} } }),
      '/States/X/Parameters',
      'nothing carries $$.Task.Token',
    ],
    [
      'token in ResultSelector',
      h({ ResultSelector: { 'a.$': '$$.Task.Token' } }),
      '/States/X/ResultSelector/a.$',
      'only the Parameters',
    ],
    [
      'token of a plain task',
      t({ Parameters: { FunctionName: 'f', 'Payload.$': '$$.Task.Token' } }),
      '/States/X/Parameters/Payload.$',
      'only the Parameters',
    ],
    // Retry and Catch
    ['Retry no list', t({ Retry: {} }), '/States/X/Retry', 'a list of retriers'],
    ['retrier no object', retry(1), '/States/X/Retry/0', 'a retrier is an object'],
    ['no ErrorEquals', retry(E, {}), '/States/X/Retry/1/ErrorEquals', 'at least one error name'],
    ['empty ErrorEquals', retry({ ErrorEquals: [] }), '/States/X/Retry/0/ErrorEquals', 'at least one error name'],
    ['ALL not alone', retry({ ErrorEquals: ['States.ALL', 'E'] }), '/States/X/Retry/0/ErrorEquals', 'must stand alone'],
    ['ALL not last', retry({ ErrorEquals: ['States.ALL'] }, E), '/States/X/Retry/0/ErrorEquals', 'must come last'],
    [
      'unknown States.*',
      retry({ ErrorEquals: ['States.TimedOut'] }),
      '/States/X/Retry/0/ErrorEquals',
      'it would never match',
    ],
    ['interval 0', retry({ ...E, IntervalSeconds: 0 }), '/States/X/Retry/0/IntervalSeconds', 'from 1 to'],
    ['attempts -1', retry({ ...E, MaxAttempts: -1 }), '/States/X/Retry/0/MaxAttempts', 'from 0 to'],
    ['rate 0.5', retry({ ...E, BackoffRate: 0.5 }), '/States/X/Retry/0/BackoffRate', 'a number from 1 to'],
    [
      'max delay',
      retry({ ...E, MaxDelaySeconds: 31_622_400 }),
      '/States/X/Retry/0/MaxDelaySeconds',
      'from 1 to 31622399',
    ],
    [
      'max delay below interval',
      retry({ ...E, IntervalSeconds: 5, MaxDelaySeconds: 4 }),
      '/States/X/Retry/0/MaxDelaySeconds',
      'shorter than IntervalSeconds',
    ],
    ['jitter', retry({ ...E, JitterStrategy: 'SOME' }), '/States/X/Retry/0/JitterStrategy', 'write FULL or NONE'],
    ['retrier field', retry({ ...E, Next: 'S' }), '/States/X/Retry/0/Next', 'is not a field here'],
    ['Catch no list', t({ Catch: 'S' }), '/States/X/Catch', 'a list of catchers'],
    ['catcher without Next', katch(E), '/States/X/Catch/0/Next', 'a catcher needs Next'],
    ['catcher to nowhere', katch({ ...E, Next: 'Z' }), '/States/X/Catch/0/Next', 'there is no state "Z"'],
    [
      'catcher ALL not last',
      katch({ ErrorEquals: ['States.ALL'], Next: 'S' }, { ...E, Next: 'S' }),
      '/States/X/Catch/0/ErrorEquals',
      'must come last',
    ],
    ['catcher path', katch({ ...E, Next: 'S', ResultPath: '$..a' }), '/States/X/Catch/0/ResultPath', 'descent'],
    // Wait
    ['no time', wait({}), '/States/X', 'here is none'],
    [
      'two times',
      wait({ Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' }),
      '/States/X',
      'here are Seconds and Timestamp',
    ],
    ['both X and XPath', wait({ Seconds: 1, SecondsPath: '$.s' }), '/States/X', 'here are Seconds and SecondsPath'],
    ['negative seconds', wait({ Seconds: -1 }), '/States/X/Seconds', 'from 0 to 99999999'],
    [
      'timestamp with a space',
      wait({ Timestamp: '2026-01-01 00:00:00Z' }),
      '/States/X/Timestamp',
      'is not a timestamp like',
    ],
    ['small t', wait({ Timestamp: '2026-01-01t00:00:00Z' }), '/States/X/Timestamp', 'is not a timestamp'],
    ['no zone', wait({ Timestamp: '2026-01-01T00:00:00' }), '/States/X/Timestamp', 'is not a timestamp'],
    ['30 February', wait({ Timestamp: '2026-02-30T00:00:00Z' }), '/States/X/Timestamp', 'is not a timestamp'],
    ['29 February 2025', wait({ Timestamp: '2025-02-29T00:00:00Z' }), '/States/X/Timestamp', 'is not a timestamp'],
    ['hour 24', wait({ Timestamp: '2026-01-01T24:00:00Z' }), '/States/X/Timestamp', 'is not a timestamp'],
    // Choice
    ['no Choices', of({ X: { Type: 'Choice', Default: 'S' }, ...end }), '/States/X/Choices', 'at least one rule'],
    ['empty Choices', choice(), '/States/X/Choices', 'at least one rule'],
    [
      'End on Choice',
      of({ X: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'S' }], End: true }, ...end }),
      '/States/X/End',
      'End is not a field here',
    ],
    ['rule without Next', choice({ Variable: '$', IsNull: true }), '/States/X/Choices/0', 'a rule needs Next'],
    [
      'rule to nowhere',
      choice({ Variable: '$', IsNull: true, Next: 'Z' }),
      '/States/X/Choices/0/Next',
      'there is no state "Z"',
    ],
    [
      'default to nowhere',
      of({ X: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'S' }], Default: 'Z' }, ...end }),
      '/States/X/Default',
      'there is no state "Z"',
    ],
    ['no operator', rule({ Variable: '$.a' }), '/States/X/Choices/0', 'here is none'],
    [
      'ambiguous',
      rule({ Variable: '$.a', IsNull: true, IsString: true }),
      '/States/X/Choices/0',
      'here is IsNull and IsString',
    ],
    [
      'ambiguous with And',
      rule({ And: [], Variable: '$.a', IsNull: true }),
      '/States/X/Choices/0',
      'here is And and IsNull',
    ],
    ['no variable', rule({ IsNull: true }), '/States/X/Choices/0/Variable', 'a comparison needs Variable'],
    ['inherited operator', rule({ Variable: '$.a', toString: 1 }), '/States/X/Choices/0', 'here is none'],
    ['empty And', rule({ And: [] }), '/States/X/Choices/0/And', 'at least one rule'],
    [
      'nested Next',
      rule({ Not: { Variable: '$', IsNull: true, Next: 'S' } }),
      '/States/X/Choices/0/Not/Next',
      'only the outermost rule',
    ],
    [
      'nested problem',
      rule({ And: [{ Or: [{ Variable: '$', NumericEquals: '1' }] }] }),
      '/States/X/Choices/0/And/0/Or/0/NumericEquals',
      'takes a number',
    ],
    ['text for a number', rule({ Variable: '$', StringEquals: 1 }), '/States/X/Choices/0/StringEquals', 'takes a text'],
    [
      'bad timestamp',
      rule({ Variable: '$', TimestampEquals: 'soon' }),
      '/States/X/Choices/0/TimestampEquals',
      'takes a timestamp like',
    ],
    ['IsNull text', rule({ Variable: '$', IsNull: 'true' }), '/States/X/Choices/0/IsNull', 'takes true or false'],
    [
      'bad escape',
      rule({ Variable: '$', StringMatches: 'a\\b' }),
      '/States/X/Choices/0/StringMatches',
      'stand for themselves',
    ],
    [
      'path operand',
      rule({ Variable: '$', NumericEqualsPath: 1 }),
      '/States/X/Choices/0/NumericEqualsPath',
      'a path must be a text',
    ],
    ['Condition', rule({ Condition: '{% true %}' }), '/States/X/Choices/0', 'here is none'],
    // Fail
    [
      'both errors',
      of({ X: { Type: 'Fail', Error: 'a', ErrorPath: '$.a' } }),
      '/States/X/ErrorPath',
      'both Error and ErrorPath',
    ],
    [
      'both causes',
      of({ X: { Type: 'Fail', Cause: 'a', CausePath: '$.a' } }),
      '/States/X/CausePath',
      'both Cause and CausePath',
    ],
    [
      'list intrinsic',
      of({ X: { Type: 'Fail', CausePath: 'States.Array(1)' } }),
      '/States/X/CausePath',
      'does not make a text',
    ],
    ['error no text', of({ X: { Type: 'Fail', Error: 1 } }), '/States/X/Error', 'must be a text'],
  ])('%s', (_, definition, path, says) => {
    const problems = problemsOf(definition);
    expect(problems).toContainEqual({ path, says: expect.stringContaining(says) });
  });

  test('a sound variant of each base is accepted, or the table would prove nothing', () => {
    for (const definition of [
      pass({}),
      t({ TimeoutSeconds: 5, Retry: [E, { ErrorEquals: ['States.ALL'], MaxAttempts: 0, Comment: 'c' }] }),
      katch({ ...E, Next: 'S', ResultPath: null, Comment: 'c' }),
      h({ HeartbeatSeconds: 59 }),
      h({ TimeoutSeconds: undefined, TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$$.Execution.Input.h' }),
      wait({ Timestamp: '2024-02-29T23:59:59.123+05:30' }),
      rule({ Variable: '$', IsNull: true, Comment: 'c' }),
      { Comment: 'c', Version: '1.0', QueryLanguage: 'JSONPath', StartAt: 'S', States: end },
      of({ ['ä'.repeat(80)]: { Type: 'Succeed' } }),
    ]) {
      expect(problemsOf(definition)).toEqual([]);
    }
  });

  test('all problems come at once, and the message lists them', () => {
    const problems = problemsOf({
      StartAt: 'Z',
      Foo: 1,
      States: { X: { Type: 'Pass', InputPath: '$..' }, Y: { Type: 'Wait' } },
    });
    expect(problems.map((p) => p.path)).toEqual([
      '/Foo',
      '/States/X/InputPath',
      '/States/X',
      '/States/Y',
      '/States/Y',
      '/StartAt',
    ]);
    expect(new InvalidDefinition(problems).message).toContain('6 problems:\n  /Foo: Foo is not a field here');
  });
});

describe('substitutions', () => {
  const definition = {
    StartAt: 'A',
    States: { A: { ...task('${TriageIncident}'), Comment: '${TriageIncident} and ${Other}' } },
  };

  test('fill placeholders anywhere in texts', () => {
    const machine = loadMachine(definition, { TriageIncident: 'triage', Other: 'o' });
    const parts = { executions: memoryExecutions(), clock: { now: () => '' }, tokens: () => '', random: () => 0 };
    const make = (name: string) =>
      createEngine({ ...parts, machines: { m: machine }, tasks: { [name]: async () => null } });
    expect(() => make('triage')).not.toThrow();
    expect(() => make('${TriageIncident}')).toThrow(InvalidDefinition);
  });

  test.each<[Record<string, string>, string, string]>([
    [{ TriageIncident: 't' }, '/States/A/Comment', '${Other} has no substitution: give one for Other'],
    [{ Other: 'o' }, '/States/A/Parameters/FunctionName', '${TriageIncident} has no substitution'],
    [{ TriageIncident: 't', Other: 'o', Spare: 's' }, '/', 'nothing uses the substitution Spare'],
  ])('%j', (substitutions, path, says) => {
    expect(problemsOf(definition, substitutions)).toContainEqual({ path, says: expect.stringContaining(says) });
  });

  test('an inherited name is no substitution, and a filled text is not filled again', () => {
    expect(problemsOf({ StartAt: 'S', States: { S: { Type: 'Succeed', Comment: '${toString}' } } })).toHaveLength(1);
    expect(problemsOf({ StartAt: 'S', States: { S: { Type: 'Succeed', Comment: '${A}' } } }, { A: '${B}' })).toEqual(
      [],
    );
  });
});

describe('bounds', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
  const withResult = (Result: unknown) => ({ StartAt: 'P', States: { P: { Type: 'Pass', Result, End: true } } });

  test('64 levels pass, 65 do not', () => {
    // Machine, States, P are three; Result is the fourth.
    expect(problemsOf(withResult(nested(60)))).toEqual([]);
    expect(problemsOf(withResult(nested(61)))).toEqual([
      { path: '/', says: expect.stringContaining('deeper than 64 levels') },
    ]);
  });

  test('1 MB', () => {
    expect(problemsOf(withResult('x'.repeat(900_000)))).toEqual([]);
    expect(problemsOf(withResult('x'.repeat(1_000_001)))).toEqual([{ path: '/', says: 'larger than 1000000 bytes' }]);
    expect(problemsOf(withResult('${A}'.repeat(200)), { A: 'x'.repeat(10_000) })).toEqual([
      { path: '/', says: 'larger than 1000000 bytes' },
    ]);
  });

  test('what is no JSON', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const laughs = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner, inner], 1);
    const throwing = {
      get StartAt(): string {
        throw new Error('x');
      },
    };
    for (const value of [
      undefined,
      1n,
      Symbol('s'),
      () => 1,
      Number.NaN,
      cycle,
      laughs,
      throwing,
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('x');
          },
        },
      ),
    ]) {
      expect(problemsOf(value)).toHaveLength(1);
      expect(problemsOf(withResult(value)).length).toBeGreaterThan(0);
    }
  });
});
