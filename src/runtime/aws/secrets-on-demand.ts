import type { Secrets } from '../../core/ports.ts';
import type { ReadEnvironment } from './environment.ts';

/** The same port for functions that seldom read a secret: the client of Secrets Manager is loaded when one does. */
export function secrets(environment: ReadEnvironment): Secrets {
  return { read: async (name) => (await import('./secrets.ts')).secrets(environment).read(name) };
}
