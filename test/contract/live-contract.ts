import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Live } from '../../src/core/ports.ts';
import { until } from '../../tools/k8s/until.ts';

/** A client at the other end of a line. */
export interface OtherEnd {
  /** The name its socket got when it was opened. */
  readonly connection: string;
  /** Texts that came, in their order. */
  readonly got: readonly string[];
  /** Whether its socket has ended. */
  ended(): boolean;
  hangUp(): Promise<void>;
}
export interface OpenLive {
  live: Live;
  connect(): Promise<OtherEnd>;
  close(): Promise<void>;
}

const soon = (what: string, reached: () => boolean) => until(what, async () => reached(), { within: 10_000 });

/** The Live port: what is pushed arrives as it was, in order, at the one it is for; who is gone is said to be gone. */
export function liveContract(name: string, open: () => Promise<OpenLive>): void {
  describe(name, () => {
    const using = async (body: (opened: OpenLive) => Promise<void>): Promise<void> => {
      const opened = await open();
      await body(opened).finally(opened.close);
    };

    test('frames arrive as they were, in order, and at nobody else', () =>
      using(async ({ live, connect }) => {
        const [ada, bob] = [await connect(), await connect()];
        const frames = Array.from({ length: 20 }, (_, n) => JSON.stringify({ seq: n, about: '☃ 𝄞 "\\ é' }));
        for (const frame of frames) expect(await live.push(ada.connection, frame)).toBe('sent');
        expect(await live.push(bob.connection, 'for bob')).toBe('sent');
        await soon('all frames', () => ada.got.length === frames.length && bob.got.length === 1);
        expect(ada.got).toEqual(frames);
        expect(bob.got).toEqual(['for bob']);
      }));

    test('any JSON arrives as it was', () =>
      using(async ({ live, connect }) => {
        const end = await connect();
        const sent: string[] = [];
        await fc.assert(
          fc.asyncProperty(fc.json({ stringUnit: 'grapheme' }), async (frame) => {
            sent.push(frame);
            expect(await live.push(end.connection, frame)).toBe('sent');
          }),
          { numRuns: 30 },
        );
        await soon('all frames', () => end.got.length === sent.length);
        expect(end.got).toEqual(sent);
      }));

    test('many at once all get theirs', () =>
      using(async ({ live, connect }) => {
        const ends = await Promise.all(Array.from({ length: 20 }, connect));
        const answers = await Promise.all(ends.map((end) => live.push(end.connection, `for ${end.connection}`)));
        expect(new Set(answers)).toEqual(new Set(['sent']));
        await soon('all frames', () => ends.every((end) => end.got.length === 1));
        expect(ends.map(({ got }) => got)).toEqual(ends.map(({ connection }) => [`for ${connection}`]));
      }));

    test('who hung up is gone', () =>
      using(async ({ live, connect }) => {
        const end = await connect();
        await end.hangUp();
        await until('the end', async () => (await live.push(end.connection, 'too late')) === 'gone', {
          within: 10_000,
        });
        expect(await live.push(end.connection, 'too late')).toBe('gone');
        expect(end.got).not.toContain('too late');
      }));

    test('who is hung up on is gone, and may be hung up on again', () =>
      using(async ({ live, connect }) => {
        const [end, other] = [await connect(), await connect()];
        await live.close(end.connection);
        await soon('the end', end.ended);
        expect(await live.push(end.connection, 'too late')).toBe('gone');
        await live.close(end.connection);
        expect(await live.push(other.connection, 'still there')).toBe('sent');
        expect(other.ended()).toBe(false);
      }));

    test.each(['nobody', 'AAAAAAAAAAAAAAA=', '../@connections/x', ' ', 'é', 'x'.repeat(128)])(
      '%j was never there: gone, and nothing to end',
      (connection) =>
        using(async ({ live }) => {
          expect(await live.push(connection, 'hello')).toBe('gone');
          await live.close(connection);
        }),
    );
  });
}
