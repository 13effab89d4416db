import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys, prefixEnd } from '../../src/adapters/key-order.ts';

const text = fc.string({ unit: 'binary' }).map((any) => any.toWellFormed());

test('the end of a prefix is behind all that begins with it and not behind anything else', () =>
  fc.assert(
    fc.property(text, text, text, (prefix, rest, other) => {
      const end = prefixEnd(prefix);
      const inside = (key: string) => compareKeys(key, prefix) >= 0 && (end === undefined || compareKeys(key, end) < 0);
      expect(inside(prefix + rest)).toBe(true);
      expect(inside(other)).toBe(other.startsWith(prefix));
    }),
    { numRuns: 500 },
  ));

test.each([
  ['a', 'b'],
  ['LOG#', 'LOG$'],
  ['\ud7ff', '\ue000'],
  ['\uffff', '\u{10000}'],
  ['a\u{10ffff}', 'b'],
  ['\u{10ffff}', undefined],
  ['', undefined],
])('%j ends at %j', (prefix, end) => expect(prefixEnd(prefix)).toBe(end));
