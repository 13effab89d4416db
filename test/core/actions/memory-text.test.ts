import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readQuantity } from '../../../src/contracts/quantity.ts';
import { memoryText, timesFactor } from '../../../src/core/actions/memory-text.ts';

const bytes = (value: number | bigint): bigint => BigInt(value) * 1_000_000_000n;

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
