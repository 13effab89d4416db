import type { Objects } from '../../core/ports.ts';
import { shared } from '../aws.ts';

/**
 * The same port for functions that always touch an object, but only after something else: the client of S3, a fifth of all
 * that such a function loads, is loaded while they wait for that.
 */
export const objects = shared((environment): Objects => {
  const opening = import('./objects.ts').then(({ objects }) => objects(environment));
  // Whoever touches an object hears of it.
  opening.catch(() => {});
  return {
    put: async (bytes) => (await opening).put(bytes),
    get: async (sha256) => (await opening).get(sha256),
  };
});
