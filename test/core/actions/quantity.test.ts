import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryText, readQuantity, timesFactor } from '../../../src/core/actions/quantity.ts';

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

describe('memoryText', () => {
  test.each([
    ['64Mi', 2, '128Mi'],
    ['100Mi', 2, '200Mi'],
    ['512Mi', 2, '1Gi'],
    ['500M', 2, '960Mi'],
    ['0.5Gi', 1.5, '768Mi'],
    ['3Mi', 1.5, '5Mi'],
    ['1000Mi', 2, '2Gi'],
    ['4Mi', 2, '8Mi'],
  ])('%s times %d is written %s', (limit, factor, expected) => {
    expect(memoryText(timesFactor(readQuantity(limit) ?? 0n, factor), 'up')).toBe(expected);
  });

  test('rounded up it is never less, rounded down never more, and it reads back as a fixed point', () => {
    fc.assert(
      fc.property(fc.bigInt(2n ** 20n, 2n ** 46n), (size) => {
        const up = memoryText(bytes(size), 'up');
        const down = memoryText(bytes(size), 'down');
        const upper = readQuantity(up) ?? 0n;
        expect(upper >= bytes(size)).toBe(true);
        expect((readQuantity(down) ?? 0n) <= bytes(size)).toBe(true);
        // Within an eighth, so that a step never becomes a raise of its own.
        expect(Number(upper) / Number(bytes(size))).toBeLessThan(size < 2n ** 23n ? 2 : 1.13);
        expect(memoryText(upper, 'up')).toBe(up);
        // The server would rewrite 1024Mi as 1Gi, and then no longer hold what was written.
        expect(Number(/^\d+/.exec(up)?.[0]) % 1024).not.toBe(0);
      }),
    );
  });
});
