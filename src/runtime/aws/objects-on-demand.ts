import type { Objects } from '../../core/ports.ts';
import type { ReadEnvironment } from './environment.ts';

/** The same port for functions that hardly ever touch an object: the client of S3 is loaded when one does. */
export function objects(environment: ReadEnvironment): Objects {
  const opened = async () => (await import('./objects.ts')).objects(environment);
  return {
    put: async (bytes) => (await opened()).put(bytes),
    get: async (sha256) => (await opened()).get(sha256),
  };
}
