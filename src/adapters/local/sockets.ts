import { type Instant, secondsBetween } from '../../contracts/instant.ts';
import { liveLimits } from '../../contracts/live.ts';
import type { Clock, Live } from '../../core/ports.ts';

/** What is asked of a WebSocket; that of `ws` has it. */
export interface Wire {
  send(text: string): void;
  ping(): void;
  /** With a word to the other end; `terminate` without. */
  close(code: number, reason: string): void;
  terminate(): void;
  /** Bytes that were sent and have not left yet: the other end does not read. */
  readonly bufferedAmount: number;
}

/** The sockets of a home. Whoever opens them tells what happens to them; ended ones are forgotten here at once. */
export interface Sockets extends Live {
  /** Whether `more` may be open beside those that are. */
  room(more: number): boolean;
  hold(connection: string, wire: Wire): void;
  /** It said something. */
  heard(connection: string): void;
  /** It answered when it was asked whether it is there. */
  answered(connection: string): void;
  /** Its socket has ended. */
  drop(connection: string): void;
  /** To be called every `lookEverySeconds`: hangs up on who is gone, silent or there for too long, and asks the others. */
  look(): void;
  closeAll(reason: string): void;
}

export const lookEverySeconds = 30;
/** Some 250 frames: whoever is further behind than that is told to look again by being hung up on. */
const behindAtMostBytes = 64 * 1024;
/** RFC 6455, 7.4.1: the server goes on without them; they did what the line does not know. */
const goingAway = 1001;
const policy = 1008;

interface Held {
  wire: Wire;
  since: Instant;
  wordAt: Instant;
  asked: boolean;
}

export function localSockets({ clock, most = 256 }: { clock: Clock; most?: number }): Sockets {
  const open = new Map<string, Held>();
  const end = (connection: string, how: (wire: Wire) => void): void => {
    const held = open.get(connection);
    // Forgotten first: a socket that is being closed gets nothing more.
    if (open.delete(connection) && held !== undefined) how(held.wire);
  };
  return {
    room: (more) => open.size + more <= most,
    hold(connection, wire) {
      const now = clock.now();
      open.set(connection, { wire, since: now, wordAt: now, asked: false });
    },
    heard(connection) {
      const held = open.get(connection);
      if (held !== undefined) held.wordAt = clock.now();
    },
    answered(connection) {
      const held = open.get(connection);
      if (held !== undefined) held.asked = false;
    },
    drop: (connection) => void open.delete(connection),
    async push(connection, frame) {
      const held = open.get(connection);
      if (held === undefined) return 'gone';
      if (held.wire.bufferedAmount > behindAtMostBytes) {
        // A goodbye would only wait behind the rest.
        end(connection, (wire) => wire.terminate());
        return 'gone';
      }
      held.wire.send(frame);
      held.wordAt = clock.now();
      return 'sent';
    },
    close: async (connection) => end(connection, (wire) => wire.close(policy, 'not on this line')),
    look() {
      const now = clock.now();
      for (const [connection, held] of [...open]) {
        if (secondsBetween(held.since, now) >= liveLimits.connectionSeconds)
          end(connection, (wire) => wire.close(goingAway, 'open for too long: connect again'));
        else if (secondsBetween(held.wordAt, now) >= liveLimits.idleSeconds)
          end(connection, (wire) => wire.close(goingAway, 'idle for too long: say ping'));
        else if (held.asked) end(connection, (wire) => wire.terminate());
        else {
          held.asked = true;
          held.wire.ping();
        }
      }
    },
    closeAll(reason) {
      for (const connection of [...open.keys()]) end(connection, (wire) => wire.close(goingAway, reason));
    },
  };
}
