import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Executions, memoryExecutions } from '../../src/asl/index.ts';
import { bench, hold, type Tasks, task, virtualClock } from './bench.ts';

const next = (name: string) => ({ End: undefined, Next: name });
const definition = JSON.parse(
  JSON.stringify({
    A: task('work', { ...next('W'), TimeoutSeconds: 50, Retry: [{ ErrorEquals: ['States.ALL'] }], ResultPath: null }),
    W: { Type: 'Wait', Seconds: 1, Next: 'H' },
    H: hold('ask', { ...next('B'), ResultPath: '$.said' }),
    B: task('work', { ResultPath: null, Retry: [{ ErrorEquals: ['States.ALL'] }] }),
  }),
);

/** Notes which revision was written, so that a transition won twice shows. */
function witnessed(inner: Executions, won: number[]): Executions {
  return {
    ...inner,
    save(row) {
      const saved = inner.save(row);
      if (saved) won.push(row.revision);
      return saved;
    },
  };
}

describe('two engines on one store', () => {
  test('never both win a transition, however their calls interleave', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.infiniteStream(fc.constantFrom(0, 1, 2)), async (scheduler, choices) => {
        const won: number[] = [];
        const store = witnessed(memoryExecutions(), won);
        const clock = virtualClock();
        let minted = 0;
        let fails = 2;
        const tasks: Tasks = {
          work: async () => {
            await scheduler.schedule(Promise.resolve(), 'work');
            fails -= 1;
            if (fails >= 0) throw new Error('flaky');
          },
          ask: async () => {
            await scheduler.schedule(Promise.resolve(), 'ask');
          },
        };
        const tokens = () => {
          minted += 1;
          return `token-${minted}`;
        };
        const engines = [0, 1].map(() => bench(definition, { store, clock, tasks, tokens }).engine);
        engines[0]?.start('m', 'e', {});
        const flights: Promise<void>[] = [];
        const accepted: string[] = [];
        for (let step = 0; step < 400 && store.get('m:e')?.status === 'running'; step += 1) {
          const choice = choices.next().value as number;
          const engine = engines[choice % 2];
          if (engine === undefined) throw new Error('there are two engines');
          if (choice === 2) {
            if (scheduler.count() > 0) await scheduler.waitOne();
            clock.ms += 400;
            continue;
          }
          flights.push(engine.advance('m:e'));
          const row = store.get('m:e');
          if (row?.phase === 'waiting') {
            const answers = engines.map((each) => each.succeed(row.token ?? '', 'yes'));
            accepted.push(...answers.filter((answer) => answer === 'accepted'));
            expect(answers).toEqual(['accepted', 'gone']);
          }
        }
        await scheduler.waitIdle();
        await Promise.all(flights);
        expect(won).toEqual(won.map((_, i) => i + 2));
        expect(accepted.length).toBeLessThanOrEqual(1);
        const end = store.get('m:e');
        if (end?.status === 'succeeded') expect(end.output).toBe('{"said":"yes"}');
        return end?.status === 'succeeded';
      }),
      { numRuns: 100 },
    );
  });

  test('both may call a handler, one result counts', async () => {
    const results = ['first', 'second'];
    const answers: (() => void)[] = [];
    const work = () => new Promise((resolve) => answers.push(() => resolve(results.shift())));
    const store = memoryExecutions();
    const states = { A: task('work', { OutputPath: '$.Payload' }) };
    const [one, two] = [bench(states, { store, tasks: { work } }), bench(states, { store, tasks: { work } })];
    one.engine.start('m', 'e', {});
    const flights = [one.engine.advance('m:e'), two.engine.advance('m:e')];
    expect(answers.length).toBe(2);
    answers[1]?.();
    await flights[1];
    answers[0]?.();
    await flights[0];
    expect(one.row()).toMatchObject({ status: 'succeeded', output: '"first"', revision: 2 });
  });
});
