import { type LiveFrame, liveLimits, readFrame } from '../../src/contracts/live.ts';

/** `closed` means that people see what is polled; it is tried again behind that. */
export type LineState = 'connecting' | 'live' | 'closed';

export interface LiveLine {
  close(): void;
}

/** What the line stands on; tests give their own. */
export interface LineParts {
  /** Where to connect, with a fresh one-time ticket. */
  address(): Promise<string>;
  open(address: string): WebSocket;
  wait(run: () => void, ms: number): () => void;
  random(): number;
}

const pingMs = 30_000;
/** A line that answers no ping for this long is cut, even when nobody said so. */
const silentMs = 75_000;
const longestPauseMs = 30_000;

/** Keeps one line open, with longer and longer pauses between tries. `onOpen` comes after each gap: catch up then. */
export function keepLine(
  parts: LineParts,
  tell: { state(state: LineState): void; frame(frame: LiveFrame): void; onOpen(): void },
): LiveLine {
  let ended = false;
  let socket: WebSocket | undefined;
  let tries = 0;
  let stopWaiting: (() => void)[] = [];
  const later = (run: () => void, ms: number) => {
    stopWaiting.push(parts.wait(run, ms));
  };
  const idle = () => {
    for (const stop of stopWaiting) stop();
    stopWaiting = [];
  };
  const again = () => {
    idle();
    socket = undefined;
    if (ended) return;
    tell.state('closed');
    // With chance in it, so that a restarted home is not met by all its consoles in the same moment.
    const pause = Math.min(longestPauseMs, 1000 * 2 ** Math.min(tries, 5)) * (0.5 + parts.random() / 2);
    tries += 1;
    later(() => void connect(), pause);
  };
  async function connect(): Promise<void> {
    if (ended) return;
    if (tries === 0) tell.state('connecting');
    let address: string;
    try {
      address = await parts.address();
    } catch {
      again();
      return;
    }
    if (ended) return;
    const mine = parts.open(address);
    socket = mine;
    let cut = () => {};
    const heard = () => {
      cut();
      cut = parts.wait(() => mine.close(), silentMs);
      stopWaiting.push(cut);
    };
    const ping = () => {
      if (mine.readyState === 1) mine.send(liveLimits.ping);
      later(ping, pingMs);
    };
    mine.onopen = () => {
      tries = 0;
      tell.state('live');
      tell.onOpen();
      heard();
      later(ping, pingMs);
    };
    mine.onmessage = ({ data }) => {
      heard();
      const frame = readFrame(data);
      if (frame !== undefined) tell.frame(frame);
    };
    mine.onclose = () => {
      if (socket === mine) again();
    };
  }
  void connect();
  return {
    close() {
      ended = true;
      idle();
      socket?.close();
    },
  };
}
