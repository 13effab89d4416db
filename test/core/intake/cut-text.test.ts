import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanLine, cleanText } from '../../../src/core/intake/cut-text.ts';

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(fc.constantFrom('a', ' ', '\t', '\n', '\r\n', '\u0000', '\u007f', '\u202e', '\ud800', '😀', '~'), {
      maxLength: 30,
    })
    .map((parts) => parts.join('')),
);

test('a short plain text is treated as one with a sign that has to go would be', () => {
  fc.assert(
    fc.property(text, fc.nat(50), (given, atMost) => {
      // The sign stands behind everything and becomes a blank, which the end of a text loses: only the way taken is another.
      const roundabout = (clean: typeof cleanLine) => clean(`${given}\u0000`, Math.max(atMost, given.length + 1));
      for (const clean of [cleanLine, cleanText])
        if (given.length <= atMost) expect(clean(given, atMost)).toBe(roundabout(clean));
      expect(cleanLine(given, atMost).length).toBeLessThanOrEqual(atMost);
      expect(cleanLine(given, atMost)).toMatch(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Cs}]*$/u);
      expect(cleanText(given, atMost)).toMatch(/^(?:[\t\n]|[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Cs}])*$/u);
    }),
    { numRuns: 500 },
  );
});
