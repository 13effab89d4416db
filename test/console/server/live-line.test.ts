import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepLine, type LineState } from '../../../console/server/live-line.ts';
import { type LiveFrame, readFrame } from '../../../src/contracts/live.ts';

const frame: LiveFrame = {
  tenant: 'home',
  event: 'decision_made',
  incident: '01KTEST',
  seq: 12,
  about: 'hold',
  at: '2026-03-01T08:00:00.000Z',
};

class Socket {
  readyState = 0;
  readonly sent: string[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: unknown }) => void;
  onclose?: () => void;
  readonly address: string;
  constructor(address: string) {
    this.address = address;
  }
  opens(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  says(data: unknown): void {
    this.onmessage?.({ data });
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.();
  }
}

/** A line on a clock that moves only when told. */
function line(over: { tickets?: () => Promise<string> } = {}) {
  let now = 0;
  let timers: { at: number; run: () => void }[] = [];
  const sockets: Socket[] = [];
  const states: LineState[] = [];
  const frames: LiveFrame[] = [];
  let opened = 0;
  let tickets = 0;
  const kept = keepLine(
    {
      address: over.tickets ?? (async () => `ws://home/live?ticket=${++tickets}`),
      open: (address) => {
        const socket = new Socket(address);
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      wait: (run, ms) => {
        const timer = { at: now + ms, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((one) => one !== timer);
        };
      },
      random: () => 1,
    },
    { state: (state) => void states.push(state), frame: (it) => void frames.push(it), onOpen: () => void opened++ },
  );
  const settle = async () => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  return {
    kept,
    sockets,
    states,
    frames,
    opened: () => opened,
    waiting: () => timers.length,
    settle,
    last: () => sockets.at(-1) as Socket,
    async pass(ms: number) {
      const until = now + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((one) => one !== next);
        now = next.at;
        next.run();
        await settle();
      }
      now = until;
    },
  };
}

describe('a line', () => {
  test('opens with a fresh ticket each time, and catches up each time', async () => {
    const it = line();
    await it.settle();
    it.last().opens();
    expect(it.states).toEqual(['connecting', 'live']);
    it.last().close();
    await it.pass(1000);
    it.last().opens();
    expect(it.sockets.map(({ address }) => address)).toEqual(['ws://home/live?ticket=1', 'ws://home/live?ticket=2']);
    expect(it.states).toEqual(['connecting', 'live', 'closed', 'live']);
    expect(it.opened()).toBe(2);
  });

  test('waits longer and longer while nobody answers, but never gives up', async () => {
    const it = line();
    await it.settle();
    const tries: number[] = [];
    for (const ms of [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      it.last().close();
      const before = it.sockets.length;
      await it.pass(ms - 1);
      expect(it.sockets.length).toBe(before);
      await it.pass(1);
      tries.push(it.sockets.length);
    }
    expect(tries).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(it.states.slice(1))).toEqual(new Set(['closed']));
  });

  test('without a ticket it is closed, and tried again', async () => {
    let fail = true;
    const it = line({ tickets: async () => (fail ? Promise.reject(new Error('404')) : 'ws://home/live?ticket=x') });
    await it.settle();
    expect(it.states).toEqual(['connecting', 'closed']);
    fail = false;
    await it.pass(1000);
    it.last().opens();
    expect(it.states.at(-1)).toBe('live');
  });

  test('pings, and cuts a line that has gone silent without a word', async () => {
    const it = line();
    await it.settle();
    it.last().opens();
    await it.pass(30_000);
    expect(it.last().sent).toEqual(['ping']);
    it.last().says('pong');
    await it.pass(70_000);
    expect(it.last().readyState).toBe(1);
    await it.pass(5_001);
    expect(it.states.at(-1)).toBe('closed');
  });

  test('closed on purpose it stays closed and leaves no timer', async () => {
    const it = line();
    await it.settle();
    it.last().opens();
    it.kept.close();
    await it.pass(120_000);
    expect(it.sockets).toHaveLength(1);
    expect(it.waiting()).toBe(0);
  });

  test('hands on what is a frame and drops what is none', async () => {
    const it = line();
    await it.settle();
    it.last().opens();
    for (const data of ['pong', '{"event":"connected"}', JSON.stringify(frame), '{', new ArrayBuffer(4)])
      it.last().says(data);
    expect(it.frames).toEqual([frame]);
  });
});

test('no message of anybody breaks the reader', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.anything()), (data) => void readFrame(data)));
  expect(readFrame(JSON.stringify({ ...frame, about: 'x'.repeat(5000) }))).toBeUndefined();
});
