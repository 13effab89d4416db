import { describe, expect, test } from 'vitest';
import { InvalidDefinition } from '../../src/asl/index.ts';
import { type Answer, type Case, caseFiles } from '../../tools/oracle/cases.ts';
import { bench, type Tasks } from './bench.ts';

const files = caseFiles();
const longest = 1_000_000;

/** What our engine makes of a case, in the words of the table. */
async function ourAnswer({ states, input, tasks }: Case): Promise<Answer> {
  const calls = new Map<string, number>();
  const handlers: Tasks = {};
  try {
    const on = bench(states, { tasks: handlersOf() });
    on.engine.start('m', 'e', input);
    await on.drain(longest);
    const row = on.row();
    if (row.status === 'succeeded') return { status: 'succeeded', output: JSON.parse(row.output ?? '') };
    const said = Object.values(states).some((state) => state.Type === 'Fail') ? { cause: row.cause ?? '' } : {};
    return { status: 'failed', error: row.error ?? '', ...said };

    function handlersOf(): Tasks {
      for (const [name, results] of Object.entries(tasks))
        handlers[name] = async (payload) => {
          const call = calls.get(name) ?? 0;
          calls.set(name, call + 1);
          const result = results[call];
          const { token } = (payload ?? {}) as { token?: string };
          if (result === undefined) throw new Error(`${name} was called ${call + 1} times`);
          if ('silent' in result) return null;
          if (token === undefined) {
            if ('throw' in result) throw Object.assign(new Error(result.cause), { name: result.throw });
            return result.return;
          }
          if ('throw' in result) on.engine.fail(token, result.throw, result.cause);
          else on.engine.succeed(token, result.return);
          return null;
        };
      return handlers;
    }
  } catch (thrown) {
    if (thrown instanceof InvalidDefinition) return { status: 'refused' };
    throw thrown;
  }
}

describe.each(files)('the independent interpreter on $group', ({ cases }) => {
  test.each(cases)('$name', async (one) => {
    expect(one.answer, 'node tools/oracle/ask.ts writes the answers').toBeDefined();
    const answer = await ourAnswer(one);
    if (one.ours === undefined) {
      expect(answer).toEqual(one.answer);
      return;
    }
    expect(answer, one.ours.why).toEqual(one.ours.answer);
    expect(answer, 'no longer a difference: take `ours` away').not.toEqual(one.answer);
  });
});

test('the table is not empty, and most of it agrees', () => {
  const all = files.flatMap(({ cases }) => cases);
  expect(all.length).toBeGreaterThan(400);
  expect(all.filter((one) => one.ours !== undefined).length).toBeLessThan(all.length / 5);
});
