import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { amountOf, readQuantity } from '../../src/contracts/quantity.ts';

const bytes = (value: number | bigint): bigint => BigInt(value) * 1_000_000_000n;

describe('readQuantity', () => {
  test.each([
    ['64Mi', bytes(64 * 2 ** 20)],
    ['1Gi', bytes(2 ** 30)],
    ['0.5Gi', bytes(2 ** 29)],
    ['500M', bytes(500_000_000)],
    ['1e3', bytes(1000)],
    ['1E3', bytes(1000)],
    ['1E', bytes(10n ** 18n)],
    ['12e-1', 1_200_000_000n],
    ['.5', 500_000_000n],
    ['5.', bytes(5)],
    ['100m', 100_000_000n],
    ['1n', 1n],
    ['0.1n', 1n],
    ['+3Ki', bytes(3072)],
    ['-1k', -bytes(1000)],
    [134217728, bytes(134217728)],
  ])('%s', (text, expected) => {
    expect(readQuantity(text)).toBe(expected);
  });

  test.each([
    '',
    'Mi',
    '1 Gi',
    '1gi',
    '1e',
    '1e999999999',
    '0x10',
    '١Mi',
    '1Gi\n',
    '--1',
    '.',
    '1.2.3',
    null,
    {},
    Number.NaN,
  ])('refuses %j', (text) => {
    expect(readQuantity(text)).toBeUndefined();
  });

  test('answers or says undefined for any text, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.anything()), (text) => {
        const quantity = readQuantity(text);
        return quantity === undefined || typeof quantity === 'bigint';
      }),
    );
  });

  test('whole numbers with a suffix are exact', () => {
    const scales = {
      Ki: 2n ** 10n,
      Mi: 2n ** 20n,
      Gi: 2n ** 30n,
      Ti: 2n ** 40n,
      k: 10n ** 3n,
      M: 10n ** 6n,
      G: 10n ** 9n,
    };
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 12n), fc.constantFrom(...Object.entries(scales)), (count, [suffix, scale]) => {
        expect(readQuantity(`${count}${suffix}`)).toBe(bytes(count * scale));
      }),
    );
  });
});

describe('amountOf', () => {
  test.each([
    ['123456789012', 123_456_789_012],
    ['64Mi', 2 ** 26],
    ['250m', 0.25],
    ['1500000n', 0.0015],
    ['-1500m', -1.5],
    ['0', 0],
  ])('%s', (text, amount) => expect(amountOf(readQuantity(text) ?? 1n)).toBe(amount));
});
