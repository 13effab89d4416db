import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidDefinition, loadMachine } from '../../src/asl/index.ts';
import { type Json, sameJson } from '../../src/asl/json.ts';
import { NotAPath, parseReferencePath, type ReferencePath, readPath, writePath } from '../../src/asl/reference-path.ts';
import { StateError } from '../../src/asl/state-error.ts';
import { loadWildcard, matchesWildcard } from '../../src/asl/wildcard.ts';
import { bench, hold, START, type States, task } from './bench.ts';

const key = fc.oneof(
  fc.constantFrom('a', 'b', 'a b', '__proto__', 'constructor', "it's", 'back\\slash', 'x.y', '0'),
  fc.string({ minLength: 1, maxLength: 5 }),
);
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: key }, { weight: 1, arbitrary: fc.nat(3) }), { maxLength: 5 });
const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;

const asText = (path: (string | number)[]): string =>
  `$${path.map((step) => (typeof step === 'number' ? `[${step}]` : `['${step.replace(/['\\]/g, '\\$&')}']`)).join('')}`;

function parsed(text: string): ReferencePath {
  const path = parseReferencePath(text);
  if (path instanceof NotAPath) throw new Error(path.says);
  return path;
}

/** The value with the path written, or undefined where ResultPath refuses. */
function written(path: ReferencePath, root: Json, value: Json): Json | undefined {
  try {
    return writePath(path, root, value);
  } catch (error) {
    expect(error).toBeInstanceOf(StateError);
    expect((error as StateError).error).toBe('States.ResultPathMatchFailure');
    return undefined;
  }
}

describe('reference paths', () => {
  test('a path read back from its text has the same steps', () => {
    fc.assert(
      fc.property(steps, (path) => {
        expect(parsed(asText(path)).steps).toEqual(path);
      }),
    );
  });

  test('any text is a path or a reason, never a throw', () => {
    const hostile = fc.oneof(fc.string(), fc.stringMatching(/^\$[.$[\]'*?@a0-9:-]{0,12}$/));
    fc.assert(
      fc.property(hostile, (text) => {
        const path = parseReferencePath(text);
        if (path instanceof NotAPath) expect(path.says).not.toBe('');
        else expect(text.startsWith('$')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('what was written is read; writing twice keeps the last; writing what is there changes nothing; the original stays', () => {
    let wrote = 0;
    fc.assert(
      fc.property(steps, json, json, json, (path, root, first, second) => {
        const at = parsed(asText(path));
        const before = JSON.stringify(root);
        const once = written(at, root, first);
        expect(JSON.stringify(root)).toBe(before);
        if (once !== undefined) {
          wrote += 1;
          expect(readPath(at, once)).toEqual(first);
          expect(writePath(at, once, second)).toEqual(writePath(at, root, second));
        }
        const there = readPath(at, root);
        if (there !== undefined) expect(sameJson(writePath(at, root, there), root)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
    expect(wrote).toBeGreaterThan(200);
  });

  test('writing leaves every other field alone', () => {
    fc.assert(
      fc.property(fc.dictionary(key, json), key, key, json, (root, here, elsewhere, value) => {
        fc.pre(here !== elsewhere);
        const after = writePath(parsed(asText([here])), root, value);
        expect(readPath(parsed(asText([elsewhere])), after)).toEqual(readPath(parsed(asText([elsewhere])), root));
      }),
    );
  });
});

describe('wildcards', () => {
  test('agree with the regular expression they stand for', () => {
    const part = fc.stringMatching(/^[ab*\\]{0,6}$/);
    fc.assert(
      fc.property(part, fc.stringMatching(/^[ab*\\]{0,8}$/), (pattern, value) => {
        const loaded = loadWildcard(pattern);
        if (loaded === undefined) return;
        const source = loaded.map((text) => text.replace(/[*\\]/g, '\\$&')).join('.*');
        expect(matchesWildcard(loaded, value)).toBe(new RegExp(`^${source}$`, 's').test(value));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** The way to every value inside, objects and lists included. */
function placesOf(value: Json, at: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [at];
  const inner = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value);
  return [at, ...inner.flatMap(([step, item]) => placesOf(item, [...at, step]))];
}

describe('untrusted definitions', () => {
  const mustBeInvalid = (definition: unknown): void => {
    try {
      loadMachine(definition, {});
    } catch (error) {
      expect(error).toBeInstanceOf(InvalidDefinition);
      expect((error as InvalidDefinition).problems.length).toBeGreaterThan(0);
    }
  };

  test('any value: only InvalidDefinition escapes', () => {
    fc.assert(fc.property(fc.oneof(fc.jsonValue(), fc.anything()), mustBeInvalid), { numRuns: 500 });
  });

  test('a sound definition with one place replaced by anything: only InvalidDefinition escapes', () => {
    const sound = { StartAt: 'Work', States: JSON.parse(JSON.stringify(machine)) } as Json;
    const places = placesOf(sound);
    expect(places.length).toBeGreaterThan(60);
    expect(() => loadMachine(sound, {})).not.toThrow();
    const text = fc.oneof(json, fc.stringMatching(/^(\$|States\.)[A-Za-z.$[\]()',{}*0-9\\ ]{0,30}$/));
    fc.assert(
      fc.property(fc.constantFrom(...places), text, (place, value) => {
        mustBeInvalid(writePath({ text: '', context: false, steps: place }, sound, value));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Every state type, with every path into the input that a machine may have. */
const machine: States = {
  Work: {
    ...task('work', {
      InputPath: '$.in',
      TimeoutSecondsPath: '$.limit',
      Parameters: {
        FunctionName: 'work',
        Payload: { 'a.$': '$.a', 'f.$': "States.Format('{}-{}', $.a, States.ArrayLength($.list))" },
      },
      ResultSelector: { 'v.$': '$.Payload' },
      ResultPath: '$.work.out',
      Retry: [{ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 1, JitterStrategy: 'FULL' }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Which?', ResultPath: '$.error' }],
      Next: 'Pause',
    }),
    End: undefined,
  },
  Pause: { Type: 'Wait', SecondsPath: '$.in.wait', Next: 'Which?' },
  'Which?': {
    Type: 'Choice',
    Choices: [
      {
        And: [{ Variable: '$.in.a', IsPresent: true }, { Not: { Variable: '$.in.a', StringMatches: 'x*' } }],
        Next: 'Ask',
      },
      { Variable: '$.in.a', TimestampLessThanPath: '$.in.list[0]', Next: 'Broken' },
    ],
    OutputPath: '$.in',
  },
  Ask: {
    ...hold('ask', { TimeoutSeconds: undefined, TimeoutSecondsPath: '$.limit', ResultPath: '$.list[0]', Next: 'Note' }),
    End: undefined,
  },
  Note: {
    Type: 'Pass',
    Parameters: { 'm.$': 'States.JsonMerge($, $$.Execution, false)' },
    OutputPath: '$.m',
    End: true,
  },
  Broken: { Type: 'Fail', ErrorPath: '$.a', CausePath: 'States.JsonToString($.list)' },
};

describe('untrusted input', () => {
  const fitting = fc.record(
    {
      a: fc.oneof(json, fc.constantFrom('x1', '2026-01-01T00:00:00Z')),
      list: fc.oneof(json, fc.array(json, { minLength: 1, maxLength: 3 })),
      limit: fc.oneof(json, fc.integer({ min: -1, max: 100 })),
      wait: fc.oneof(json, fc.integer({ min: -1, max: 100 })),
    },
    { requiredKeys: [] },
  );
  const result = fc.oneof(fc.anything(), fc.jsonValue());

  test('whatever comes in or back, advance never rejects and the execution ends', async () => {
    const ends = new Set<string>();
    const definition = JSON.parse(JSON.stringify(machine)) as States;
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.record({ in: fitting }), json),
        result,
        fc.boolean(),
        json,
        async (input, back, rejects, said) => {
          const tasks = { work: async () => (rejects ? Promise.reject(back) : back), ask: async () => null };
          const on = bench(definition, { tasks });
          on.engine.start('m', 'e', input);
          for (let i = 0; i < 20 && on.row().status === 'running'; i += 1) {
            await on.drain((on.clock.ms - START) / 1000);
            const { token } = on.row();
            if (token !== undefined) on.engine.succeed(token, said);
            else on.clock.ms = Date.parse(on.store.nextWake() ?? on.clock.now());
          }
          const row = on.row();
          expect(row.status).toBeOneOf(['succeeded', 'failed']);
          expect(row.phase).toBe('ended');
          expect(row.status === 'failed' ? row.error : row.output).toBeTypeOf('string');
          ends.add(`${row.state} ${row.status}`);
        },
      ),
      { numRuns: 800 },
    );
    expect([...ends]).toEqual(expect.arrayContaining(['Work failed', 'Which? failed', 'Ask failed', 'Note succeeded']));
  });

  test.each([1_000, 3_000, 10_000, 60_000])(
    'input nested %d deep is refused at the start or runs to an end',
    async (depth) => {
      const deep = JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
      const on = bench({
        P: { Type: 'Pass', Parameters: { 'u.$': 'States.ArrayContains(States.Array($), $)' }, End: true },
      });
      let refused: unknown;
      try {
        on.engine.start('m', 'e', deep);
      } catch (error) {
        refused = error;
      }
      await on.drain();
      if (refused === undefined) expect(on.row().status).toBeOneOf(['succeeded', 'failed']);
      else expect(refused).toBeInstanceOf(RangeError);
      if (depth === 1_000) expect(on.row()).toMatchObject({ status: 'succeeded', output: '{"u":true}' });
    },
  );
});
