import { describe, expect, test } from 'vitest';
import { bench, run, T } from '../bench.ts';

const wait = (fields: Record<string, unknown>) => ({ W: { Type: 'Wait', End: true, ...fields } });
const input = {
  s: 7,
  at: '2026-01-01T00:00:09Z',
  offset: '2026-01-01T01:00:09+01:00',
  past: '2020-01-01T00:00:00Z',
  bad: 'soon',
};

describe('Wait', () => {
  test.each<[Record<string, unknown>, number]>([
    [{ Seconds: 5 }, 5],
    [{ Seconds: 0 }, 0],
    [{ SecondsPath: '$.s' }, 7],
    [{ SecondsPath: '$$.Execution.Input.s' }, 7],
    [{ Timestamp: '2026-01-01T00:00:03.5Z' }, 3.5],
    [{ TimestampPath: '$.at' }, 9],
    [{ TimestampPath: '$.offset' }, 9],
  ])('%j sleeps until second %d, not before', async (fields, second) => {
    const on = bench(wait(fields));
    on.engine.start('m', 'e', input);
    await on.engine.advance('m:e');
    expect(on.row()).toMatchObject({ phase: 'sleeping', wakeAt: T(second), state: 'W' });
    if (second > 0) {
      on.clock.ms += second * 1000 - 1;
      expect(on.engine.due()).toEqual([]);
      await on.engine.advance('m:e');
      expect(on.row().phase).toBe('sleeping');
      on.clock.ms += 1;
    }
    expect(on.engine.due()).toEqual(['m:e']);
    await on.engine.advance('m:e');
    expect(on.row()).toMatchObject({ status: 'succeeded', endedAt: T(second) });
    expect(JSON.parse(on.row().output ?? '')).toEqual(input);
  });

  test('an instant that is past is over at once', async () => {
    expect((await run(wait({ TimestampPath: '$.past' }), input, { until: 0 })).status).toBe('succeeded');
  });

  test('InputPath and OutputPath', async () => {
    const end = await run(wait({ InputPath: '$.a', SecondsPath: '$.s', OutputPath: '$.b' }), { a: { s: 1, b: 'x' } });
    expect(end.output).toBe('x');
  });

  test.each([
    [{ SecondsPath: '$.nope' }],
    [{ SecondsPath: '$.bad' }],
    [{ TimestampPath: '$.bad' }],
    [{ TimestampPath: '$.s' }],
  ])('%j is States.Runtime', async (fields) => {
    expect(await run(wait(fields), input)).toMatchObject({ status: 'failed', error: 'States.Runtime' });
  });

  test.each([-1, 1.5, 100_000_000, '5', null])('%j seconds are States.Runtime', async (s) => {
    expect(await run(wait({ SecondsPath: '$.s' }), { s })).toMatchObject({ status: 'failed', error: 'States.Runtime' });
  });
});
