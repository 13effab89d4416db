import { setTimeout as wait } from 'node:timers/promises';

/** Asks every `everyMs` until there is an answer, and throws after `withinMs`. A throw of `ask` counts as no answer. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  { withinMs, everyMs }: { withinMs: number; everyMs: number },
): Promise<T> {
  const end = performance.now() + withinMs;
  for (let last: unknown; ; ) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (thrown) {
      last = thrown;
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${withinMs / 1000} s`, { cause: last });
    await wait(everyMs);
  }
}
