import { describe, expect, test } from 'vitest';
import { type Execution, type Executions, memoryExecutions } from '../../src/asl/index.ts';
import { bench, hold, type Tasks, task, virtualClock } from './bench.ts';

/** Every kind of transition: a retried task with a timeout, a wait, a hold that is refused once, a choice, a caught error, a pass. */
const states = {
  Look: task('look', {
    Parameters: { FunctionName: 'look', Payload: { 'try.$': '$$.State.RetryCount' } },
    TimeoutSeconds: 100,
    Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 2 }],
    ResultSelector: { 'saw.$': '$.Payload' },
    ResultPath: '$.look',
    End: undefined,
    Next: 'Settle',
  }),
  Settle: { Type: 'Wait', Seconds: 5, Next: 'Hold' },
  Hold: hold('ask', {
    Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token', 'try.$': '$$.State.RetryCount' } },
    HeartbeatSeconds: 30,
    Retry: [{ ErrorEquals: ['Again'] }],
    ResultPath: '$.answer',
    End: undefined,
    Next: 'Approved?',
  }),
  'Approved?': {
    Type: 'Choice',
    Choices: [{ Variable: '$.answer.yes', BooleanEquals: true, Next: 'Break' }],
    Default: 'No',
  },
  No: { Type: 'Fail', Error: 'Refused' },
  Break: task('break', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Note', ResultPath: '$.broke' }] }),
  Note: { Type: 'Pass', Result: 'noted', ResultPath: '$.note', Next: 'Done' },
  Done: { Type: 'Succeed' },
};
const definition = JSON.parse(JSON.stringify(states)) as typeof states;

class Died extends Error {}
type Death = { at: number; when: 'before' | 'after' };

/** The store as one process sees it: at the given save the process dies, before or after the write, and reaches nothing any more. */
function mortal(inner: Executions, counter: { saves: number }, death: Death | undefined): Executions {
  let dead = false;
  const alive = <T>(work: () => T): T => {
    if (dead) throw new Died();
    return work();
  };
  return {
    create: (row) => alive(() => inner.create(row)),
    get: (id) => alive(() => inner.get(id)),
    byToken: (token) => alive(() => inner.byToken(token)),
    due: (now, limit) => alive(() => inner.due(now, limit)),
    nextWake: () => alive(() => inner.nextWake()),
    save: (row) =>
      alive(() => {
        counter.saves += 1;
        dead = death?.at === counter.saves;
        if (dead && death?.when === 'before') throw new Died();
        const saved = inner.save(row);
        if (dead) throw new Died();
        return saved;
      }),
  };
}

interface Lived {
  end: Partial<Execution>;
  calls: string[];
  saves: number;
}

async function live(death: Death | undefined): Promise<Lived> {
  const inner = memoryExecutions();
  const counter = { saves: 0 };
  const clock = virtualClock();
  const calls: string[] = [];
  let minted = 0;
  const tasks: Tasks = {
    look: async (payload) => {
      const { try: attempt } = payload as { try: number };
      calls.push(`look ${attempt}`);
      if (attempt === 0) throw Object.assign(new Error('first'), { name: 'Flaky' });
      return 'smoke';
    },
    ask: async (payload) => {
      const { try: attempt, token } = payload as { try: number; token: string };
      calls.push(`ask ${attempt} ${token}`);
    },
    break: async () => {
      calls.push('break');
      throw new Error('broken');
    },
  };
  const boot = (fate: Death | undefined) =>
    bench(definition, {
      store: mortal(inner, counter, fate),
      clock,
      tasks,
      tokens: () => {
        minted += 1;
        return `token-${minted}`;
      },
    });
  let process = boot(death);
  process.engine.start('m', 'e', { id: 7 });
  for (let lives = 0; lives < 5; ) {
    try {
      await process.drain(20);
      const row = inner.get('m:e') as Execution;
      if (row.status !== 'running') break;
      // The person at the other end: beats once, says "again" to the first question and yes to the second.
      const token = row.token ?? 'none';
      if (row.retries.every((n) => n === 0)) process.engine.fail(token, 'Again', 'ask me later');
      else process.engine.succeed(token, { yes: true });
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      lives += 1;
      process = boot(undefined);
    }
  }
  const { revision: _, ...end } = inner.get('m:e') as Execution;
  return { end, calls, saves: counter.saves };
}

describe('a process that dies', async () => {
  const whole = await live(undefined);

  test('the undisturbed run', () => {
    expect(whole.end).toMatchObject({ status: 'succeeded', endedAt: '2026-01-01T00:00:08.000Z', state: 'Done' });
    expect(JSON.parse(whole.end.output ?? '')).toEqual({
      id: 7,
      look: { saw: 'smoke' },
      answer: { yes: true },
      broke: { Error: 'Error', Cause: '{"errorType":"Error","errorMessage":"broken"}' },
      note: 'noted',
    });
    expect(whole.calls).toEqual(['look 0', 'look 1', 'ask 0 token-1', 'ask 1 token-2', 'break']);
    expect(whole.saves).toBeGreaterThan(14);
  });

  const deaths = Array.from({ length: whole.saves }, (_, i) => i + 1).flatMap((at) => [
    { at, when: 'before' as const },
    { at, when: 'after' as const },
  ]);

  test.each(deaths)('$when save $at ends as if it had not', async (death) => {
    const lived = await live(death);
    expect(lived.end).toEqual(whole.end);
    const attempts = (calls: string[]) => [...new Set(calls.map((call) => call.replace(/ token-.*/, '')))];
    expect(attempts(lived.calls)).toEqual(attempts(whole.calls));
    // One death costs at most one call more, and none is lost.
    expect(lived.calls.length - whole.calls.length).toBeOneOf([0, 1]);
    // A hold that was stored before the death asks again with the token it had.
    const tokens = new Set(lived.calls.flatMap((call) => /token-\d+/.exec(call) ?? []));
    expect(tokens.size).toBe(2);
  });

  test('some death does cause a second call, or this suite would prove nothing', async () => {
    const lives = await Promise.all(deaths.map(live));
    expect(lives.filter((lived) => lived.calls.length > whole.calls.length).length).toBeGreaterThan(3);
    expect(lives.some((lived) => lived.calls.filter((call) => call === 'ask 0 token-1').length === 2)).toBe(true);
  });
});
