import { Fault } from '../../contracts/fault.ts';
import { plusSeconds } from '../../contracts/instant.ts';
import type { Clock } from '../../core/ports.ts';

const windowSeconds = 60;
const failuresAtMost = 20;

/**
 * Bounds how often codes may be guessed at, by all who guess together: nobody can be told from another behind a proxy. It
 * keeps the log and the store quiet; a code has 256 bits, so that no number of tries finds one.
 */
export function failedTries(clock: Clock): <T>(attempt: () => Promise<T>) => Promise<T> {
  let failures: string[] = [];
  return async (attempt) => {
    const now = clock.now();
    failures = failures.filter((at) => plusSeconds(at, windowSeconds) > now);
    if (failures.length >= failuresAtMost)
      throw new Fault('Exhausted', 'too many sign-in links that are none were tried', 'Try again in a minute.');
    try {
      return await attempt();
    } catch (thrown) {
      if (thrown instanceof Fault && thrown.word === 'Unauthorized') failures.push(now);
      throw thrown;
    }
  };
}
