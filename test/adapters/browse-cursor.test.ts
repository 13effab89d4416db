import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCursor, writeCursor } from '../../src/adapters/browse-cursor.ts';
import { Fault } from '../../src/contracts/fault.ts';

test('a cursor reads back as the place it was written for', () => {
  const item = { pk: 'p é', sk: '😀', type: 't', v: 1, rev: 1, list: 'l', order: '2026', body: {} };
  expect(readCursor(writeCursor(item))).toEqual({ order: '2026', pk: 'p é', sk: '😀' });
});

test('from whatever else comes, only Malformed escapes', () => {
  const encoded = fc.json().map((json) => Buffer.from(json).toString('base64url'));
  fc.assert(
    fc.property(fc.oneof(fc.string(), encoded), (cursor) => {
      try {
        readCursor(cursor);
        expect.unreachable('it is none of ours');
      } catch (thrown) {
        expect(thrown instanceof Fault && thrown.word).toBe('Malformed');
      }
    }),
    { numRuns: 500 },
  );
  expect(() => readCursor('A'.repeat(100_000))).toThrow(Fault);
});
