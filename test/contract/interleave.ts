import type { Records } from '../../src/core/ports.ts';

/** Somebody who works on records, one call at a time, each when told. */
export interface Worker<T> {
  /** Lets the next call through and waits until there is another or the work is over. False when it was over before. */
  step(): Promise<boolean>;
  /** What came of it; steps what is left. */
  end(): Promise<{ value: T } | { thrown: unknown }>;
}

export function workerOn<T>(records: Records, work: (records: Records) => Promise<T>): Worker<T> {
  const pending: (() => Promise<void>)[] = [];
  let over = false;
  let wake = (): void => {};
  const gated = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
    return (...args: A): Promise<R> =>
      new Promise<R>((resolve, reject) => {
        pending.push(() => call(...args).then(resolve, reject));
        wake();
      });
  };
  const held: Records = {
    get: gated((key) => records.get(key)),
    query: gated((ask) => records.query(ask)),
    browse: gated((ask) => records.browse(ask)),
    write: gated((writes) => records.write(writes)),
  };
  const outcome = work(held)
    .then(
      (value) => ({ value }),
      (thrown: unknown) => ({ thrown }),
    )
    .finally(() => {
      over = true;
      wake();
    });
  const atRest = async (): Promise<void> => {
    while (pending.length === 0 && !over)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  async function step(): Promise<boolean> {
    await atRest();
    const next = pending.shift();
    if (next === undefined) return false;
    await next();
    await atRest();
    return true;
  }
  return {
    step,
    async end() {
      while (await step());
      return outcome;
    },
  };
}

/**
 * One after the other, but the first stops before its call `first`, the second before its call `second`; then each is
 * brought to its end. Over all pairs, each of the two stands at every boundary while the other does any part of its work.
 */
export async function interleaved<A, B>(
  [one, other]: readonly [Worker<A>, Worker<B>],
  [first, second]: readonly [number, number],
): Promise<[Awaited<ReturnType<Worker<A>['end']>>, Awaited<ReturnType<Worker<B>['end']>>]> {
  for (let call = 0; call < first; call++) await one.step();
  for (let call = 0; call < second; call++) await other.step();
  const a = await one.end();
  return [a, await other.end()];
}
