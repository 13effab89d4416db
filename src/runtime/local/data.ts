import { type RunningHome, readHome as readRunningHome } from '../../adapters/local/home.ts';
import { Fault } from '../../contracts/fault.ts';

/** As the adapter's, but a home that does not run is the world's failure (exit code 3), as one that does not answer. */
export function readHome(data: string): RunningHome {
  try {
    return readRunningHome(data);
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.word === 'NotFound')
      throw new Fault('Unavailable', thrown.message, thrown.hint);
    throw thrown;
  }
}
