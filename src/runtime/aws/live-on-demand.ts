import type { Live } from '../../core/ports.ts';
import type { ReadEnvironment } from './environment.ts';

/** The same port for the reader of the stream: mostly nobody watches, so the client is loaded when somebody does. */
export function live(environment: ReadEnvironment): Live {
  const opened = async () => (await import('./live.ts')).live(environment);
  return {
    push: async (connection, frame) => (await opened()).push(connection, frame),
    close: async (connection) => (await opened()).close(connection),
  };
}
