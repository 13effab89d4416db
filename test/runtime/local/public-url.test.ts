import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/contracts/fault.ts';
import { answersTo, nameIn } from '../../../src/runtime/local/names.ts';
import { publicUrl } from '../../../src/runtime/local/public-url.ts';

describe('the address people reach a home by', () => {
  test.each([
    ['https://mendgate.example.com', 'https://mendgate.example.com'],
    ['https://mendgate.example.com/', 'https://mendgate.example.com'],
    ['HTTPS://Mendgate.Example.COM:443', 'https://mendgate.example.com'],
    ['http://10.0.0.7:4650', 'http://10.0.0.7:4650'],
    ['https://[fd00::1]:8443/', 'https://[fd00::1]:8443'],
  ])('%s', (text, origin) => expect(publicUrl(text)).toBe(origin));

  test('whatever is typed, it is an origin or refused, and the home answers to its name', () => {
    const part = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        'https://',
        'http://',
        'mendgate.example.com',
        ':8443',
        '/',
        '?x',
        '#x',
        'a:b@',
        '[::1]',
        '..',
        ' ',
      ),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        let origin: string;
        try {
          origin = publicUrl(parts.join(''));
        } catch (thrown) {
          expect(thrown).toMatchObject({ word: 'Malformed' });
          expect(thrown).toBeInstanceOf(Fault);
          return;
        }
        const url = new URL(origin);
        expect(url.origin).toBe(origin);
        expect(answersTo(nameIn(url.host), origin)).toBe(true);
        expect(answersTo(`x${nameIn(url.host)}`, origin)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
