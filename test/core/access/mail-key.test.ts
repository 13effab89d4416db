import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mailKey } from '../../../src/core/access/mail-key.ts';

describe('the address an invitation is found by', () => {
  test.each([
    ['ada@example.com', 'ada@example.com'],
    ['Ada.Lovelace@Example.COM', 'ada.lovelace@example.com'],
    ['ada+ops@example.com', 'ada+ops@example.com'],
  ])('%s', (mail, key) => expect(mailKey(mail)).toBe(key));

  test.each([
    undefined,
    null,
    7,
    '',
    'ada',
    ' ada@example.com',
    'ada@example.com\n',
    'ada@example.com, eve@example.com',
    'ada@example.com\u0000',
    // The Kelvin sign becomes a k, and a dotted capital I an i, where text is folded as Unicode says.
    'mar\u212a@example.com',
    'ada@\u0130example.com',
    'ad\u0430@example.com',
    `${'a'.repeat(250)}@example.com`,
  ])('%j is none', (mail) => expect(mailKey(mail)).toBeUndefined());

  test('two addresses share a key only when they differ in nothing but the case of A to Z', () => {
    const letters = 'adeADEkK\u212ai\u0131\u0130s\u017f.+-_@0';
    const text = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 8 });
    const mail = fc.tuple(text, text).map(([local, host]) => `${local}@${host}.com`);
    const ascii = (value: string) =>
      value.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
    fc.assert(
      fc.property(mail, mail, (one, other) => {
        const [a, b] = [mailKey(one), mailKey(other)];
        if (a !== undefined && a === b) expect(ascii(one)).toBe(ascii(other));
        if (a !== undefined) expect(a).toBe(ascii(one));
      }),
      { numRuns: 2000 },
    );
  });

  test('anything at all is an address or none', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(['string', 'undefined']).toContain(typeof mailKey(value));
      }),
    );
  });
});
