import type { Mail } from '../../core/ports.ts';
import type { ReadEnvironment } from './environment.ts';

/** The same port for functions that seldom send a letter: the client of SES is loaded when one does. */
export function mail(environment: ReadEnvironment): Mail {
  return { send: async (letter) => (await import('./mail.ts')).mail(environment).send(letter) };
}
