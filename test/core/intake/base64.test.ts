import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../src/core/intake/base64.ts';

test('any bytes become what Node makes of them, and come back', () => {
  // Around the number of bytes that are taken at once as well.
  const lengths = fc.oneof(fc.nat(300), fc.integer({ min: 0x2000 - 3, max: 0x2000 + 3 }), fc.constant(0x4001));
  fc.assert(
    fc.property(lengths, fc.nat(), (length, seed) => {
      const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + seed * 7 + (at >> 8)) & 0xff);
      const text = toBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64'));
      expect(fromBase64(text)).toEqual(bytes);
    }),
  );
});
