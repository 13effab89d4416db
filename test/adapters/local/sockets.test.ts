import { describe, expect, test } from 'vitest';
import { localSockets, lookEverySeconds, type Wire } from '../../../src/adapters/local/sockets.ts';
import { plusSeconds } from '../../../src/contracts/instant.ts';
import { liveLimits } from '../../../src/contracts/live.ts';

/** A socket whose other end does what the test says. */
function wire() {
  const said: string[] = [];
  const noted = { said, bufferedAmount: 0 };
  return Object.assign(noted, {
    send: (text: string) => void said.push(`frame ${text}`),
    ping: () => void said.push('ping'),
    close: (code: number, reason: string) => void said.push(`close ${code} ${reason}`),
    terminate: () => void said.push('terminate'),
  } satisfies Omit<Wire, 'bufferedAmount'>);
}

function stage(most?: number) {
  let now = '2026-03-01T08:00:00.000Z';
  const sockets = localSockets({ clock: { now: () => now }, ...(most !== undefined && { most }) });
  return {
    sockets,
    pass(seconds: number) {
      now = plusSeconds(now, seconds);
    },
    /** Looks as often as a home does, the other end answering as told. */
    live(seconds: number, connection: string, answers: () => void) {
      for (let passed = 0; passed < seconds; passed += lookEverySeconds) {
        now = plusSeconds(now, lookEverySeconds);
        sockets.look();
        if (passed + lookEverySeconds < seconds) answers();
      }
      return connection;
    },
  };
}

describe('a socket', () => {
  test('that does not answer is ended at the next look, without a word', async () => {
    const { sockets } = stage();
    const line = wire();
    sockets.hold('c', line);
    sockets.look();
    sockets.look();
    expect(line.said).toEqual(['ping', 'terminate']);
    expect(await sockets.push('c', 'x')).toBe('gone');
  });

  test('that answers but never says a word is ended after ten minutes', async () => {
    const { sockets, live } = stage();
    const line = wire();
    sockets.hold('c', line);
    live(liveLimits.idleSeconds, 'c', () => sockets.answered('c'));
    expect(line.said.at(-1)).toBe('close 1001 idle for too long: say ping');
    expect(await sockets.push('c', 'x')).toBe('gone');
  });

  test('that says ping now and then, or gets a frame, is not idle, until its two hours are over', async () => {
    const { sockets, live } = stage();
    const [pinging, told] = [wire(), wire()];
    sockets.hold('pinging', pinging);
    sockets.hold('told', told);
    live(liveLimits.connectionSeconds, 'both', () => {
      sockets.answered('pinging');
      sockets.answered('told');
      sockets.heard('pinging');
      void sockets.push('told', 'x');
    });
    for (const line of [pinging, told]) {
      expect(line.said.at(-1)).toBe('close 1001 open for too long: connect again');
      expect(line.said.filter((word) => word.startsWith('close'))).toHaveLength(1);
    }
  });

  test('whose client does not read is ended without a word, and the others go on', async () => {
    const { sockets } = stage();
    const [slow, quick] = [wire(), wire()];
    sockets.hold('slow', slow);
    sockets.hold('quick', quick);
    slow.bufferedAmount = 64 * 1024;
    expect(await sockets.push('slow', 'x')).toBe('sent');
    slow.bufferedAmount += 1;
    expect(await sockets.push('slow', 'y')).toBe('gone');
    expect(slow.said).toEqual(['frame x', 'terminate']);
    expect(await sockets.push('quick', 'y')).toBe('sent');
  });

  test('that speaks another language is told so', async () => {
    const { sockets } = stage();
    const line = wire();
    sockets.hold('c', line);
    await sockets.close('c');
    expect(line.said).toEqual(['close 1008 not on this line']);
  });

  test('late news of one that is gone changes nothing', () => {
    const { sockets } = stage();
    for (const act of [sockets.heard, sockets.answered, sockets.drop]) act('nobody');
    expect(sockets.room(256)).toBe(true);
  });
});

describe('all sockets', () => {
  test('are so many, and one that ended leaves room', async () => {
    const { sockets } = stage(2);
    sockets.hold('a', wire());
    expect(sockets.room(1)).toBe(true);
    expect(sockets.room(2)).toBe(false);
    sockets.hold('b', wire());
    expect(sockets.room(1)).toBe(false);
    sockets.drop('a');
    expect(sockets.room(1)).toBe(true);
  });

  test('hear that the home stops', async () => {
    const { sockets } = stage();
    const lines = [wire(), wire()];
    for (const [n, line] of lines.entries()) sockets.hold(String(n), line);
    sockets.closeAll('the home stops');
    expect(lines.map(({ said }) => said)).toEqual([['close 1001 the home stops'], ['close 1001 the home stops']]);
    expect(await sockets.push('0', 'x')).toBe('gone');
  });
});
