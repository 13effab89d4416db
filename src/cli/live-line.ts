import type { LiveTicket } from '../contracts/api/live.ts';
import { asFault } from '../contracts/fault.ts';
import { type LiveFrame, liveLimits, readFrame } from '../contracts/live.ts';
import type { Client } from './client.ts';

export interface LiveLine {
  /** Whether frames come now; otherwise whoever waits has to look by themselves. */
  isOpen(): boolean;
  close(): void;
}
export interface LineListener {
  frame(frame: LiveFrame): void;
  /** It was opened, again perhaps, or has ended: something may have happened that nobody told. */
  changed(): void;
}

/** Often enough for most things between a home and us that forget quiet connections; a line that has not answered by then is dead. */
const pingEveryMs = 60_000;
const firstPauseMs = 500;
const longestPauseMs = 60_000;

/**
 * The live line of a home, opened anew whenever it ends: each time with a ticket of its own, and at growing intervals. A home
 * that has none, or none for us, is simply never open.
 */
export function liveLine(client: Client, on: LineListener): LiveLine {
  let socket: WebSocket | undefined;
  let again: NodeJS.Timeout | undefined;
  let pauseMs = firstPauseMs;
  let closed = false;
  let asked = false;
  const isOpen = (): boolean => socket?.readyState === WebSocket.OPEN;
  const pinging = setInterval(() => {
    if (socket === undefined || !isOpen()) return;
    if (asked) return ended(socket);
    asked = true;
    socket.send(liveLimits.ping);
  }, pingEveryMs);

  const later = (): void => {
    if (closed) return;
    again = setTimeout(() => void open(), pauseMs);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  };
  const open = async (): Promise<void> => {
    try {
      const { body } = await client.send<LiveTicket>('POST', '/api/v1/live/tickets', {});
      if (!closed) socket = connect(body.ticket);
    } catch (thrown) {
      const { word } = asFault(thrown);
      if (word !== 'NotFound' && word !== 'Forbidden' && word !== 'Unauthorized') later();
    }
  };
  const connect = (ticket: string): WebSocket => {
    const line = new WebSocket(`${client.address.replace(/^http/, 'ws')}/live?ticket=${encodeURIComponent(ticket)}`);
    line.addEventListener('open', () => {
      pauseMs = firstPauseMs;
      asked = false;
      on.changed();
    });
    line.addEventListener('message', ({ data }) => {
      asked = false;
      const frame = readFrame(data);
      if (frame !== undefined) on.frame(frame);
    });
    // An error is followed by the end.
    line.addEventListener('close', () => ended(line));
    return line;
  };
  /** Once for each line: the end of one that was given up comes later, if ever. */
  const ended = (line: WebSocket): void => {
    if (line !== socket) return;
    socket = undefined;
    line.close();
    on.changed();
    later();
  };
  void open();

  return {
    isOpen,
    close() {
      closed = true;
      clearInterval(pinging);
      clearTimeout(again);
      socket?.close();
    },
  };
}
