import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Queue } from '../../src/core/ports.ts';

export interface OpenQueue {
  queue: Queue;
  /** Every body that can be received now, each once; what was received is done. */
  drain(): Promise<string[]>;
  close(): Promise<void>;
}

/** The Queue port itself: whatever was sent can be received as it was. How it is received differs between the homes. */
export function queueSendingContract(name: string, open: () => Promise<OpenQueue>): void {
  describe(name, () => {
    const using = async (body: (opened: OpenQueue) => Promise<void>): Promise<void> => {
      const opened = await open();
      await body(opened).finally(opened.close);
    };

    test('what was sent is there when send has resolved, once', () =>
      using(async ({ queue, drain }) => {
        await queue.send('{"a":1}');
        expect(await drain()).toEqual(['{"a":1}']);
        expect(await drain()).toEqual([]);
      }));

    test.each([
      ['control characters', 'a\u0000b\u0001c\u001f'],
      ['a noncharacter', 'a\ufffeb\uffff'],
      ['astral characters', '☃ 𝄞 👩‍🚀'],
      ['line ends', 'a\r\nb\nc\td'],
      ['white space alone', ' '],
      ['what looks like a reference', `mendgate-object:${'a'.repeat(64)}`],
      ['what begins like a reference', 'mendgate-object:'],
      ['a byte below a quarter megabyte', 'x'.repeat(256 * 1024 - 1)],
      ['a quarter megabyte', 'x'.repeat(256 * 1024)],
      ['a byte more', 'x'.repeat(256 * 1024 + 1)],
      ['a quarter megabyte of wide characters', 'é'.repeat(128 * 1024 + 1)],
      ['the largest delivery: a megabyte as base64', Buffer.alloc(1024 * 1024, 7).toString('base64')],
    ])('%s comes back as it was', (_, body) =>
      using(async ({ queue, drain }) => {
        await queue.send(body);
        const got = await drain();
        expect(got).toHaveLength(1);
        // Not toEqual: a megabyte of difference tells nobody anything.
        expect(got[0] === body).toBe(true);
      }),
    );

    test('any JSON comes back as it was', () =>
      using(async ({ queue, drain }) => {
        await fc.assert(
          fc.asyncProperty(fc.json({ stringUnit: 'grapheme' }), async (body) => {
            await queue.send(body);
            expect(await drain()).toEqual([body]);
          }),
          { numRuns: 40 },
        );
      }));

    test('many sent at once all arrive', () =>
      using(async ({ queue, drain }) => {
        const bodies = Array.from({ length: 25 }, (_, n) => `n${n}`);
        await Promise.all(bodies.map((body) => queue.send(body)));
        expect((await drain()).toSorted()).toEqual(bodies.toSorted());
      }));
  });
}
