import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Sealer } from '../../src/core/ports.ts';
import { wordOf } from './records-material.ts';

const text = fc.string({ unit: 'grapheme' });

/** Why a stand-in cannot show a promise that the real thing keeps. */
export interface SealerDifferences {
  changed?: string;
  otherKey?: string;
}

/** `open` makes a sealer of a new key each time. */
export function sealerContract(
  name: string,
  open: () => Sealer | Promise<Sealer>,
  differs: SealerDifferences = {},
): void {
  describe(name, () => {
    test('any text opens under its own context, and under no other', () =>
      fc.assert(
        fc.asyncProperty(text, text, text, async (plain, context, other) => {
          const sealer = await open();
          const sealed = await sealer.seal(plain, context);
          expect(await sealer.open(sealed, context)).toBe(plain);
          if (other !== context) expect(await wordOf(sealer.open(sealed, other))).toBe('Forbidden');
        }),
      ));

    test('the same text is sealed differently each time and shows nothing of itself', async () => {
      const sealer = await open();
      const sealed = await Promise.all(Array.from({ length: 50 }, () => sealer.seal('token-token-token', 'hold')));
      expect(new Set(sealed).size).toBe(50);
      expect(
        sealed.filter((one) => one.includes('token') || one.includes(Buffer.from('token').toString('base64url'))),
      ).toEqual([]);
    });

    test.skipIf(differs.changed)(`a text changed anywhere does not open${because(differs.changed)}`, () =>
      fc.assert(
        fc.asyncProperty(fc.nat(), fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 1 }), async (at, by) => {
          const sealer = await open();
          const sealed = await sealer.seal('the task token', 'hold');
          const place = at % sealed.length;
          const changed = sealed.slice(0, place) + by + sealed.slice(place + 1);
          fc.pre(changed !== sealed);
          expect(await wordOf(sealer.open(changed, 'hold'))).toBe('Forbidden');
        }),
        { numRuns: 500 },
      ),
    );

    test('nothing else opens, and nothing but Forbidden escapes', () =>
      fc.assert(
        fc.asyncProperty(
          fc.oneof(
            fc.string(),
            fc.string().map((rest) => `v1.${rest}`),
          ),
          async (junk) => {
            expect(await wordOf((await open()).open(junk, 'hold'))).toBe('Forbidden');
          },
        ),
      ));

    test.skipIf(differs.otherKey)(`another key does not open it${because(differs.otherKey)}`, async () => {
      expect(await wordOf((await open()).open(await (await open()).seal('token', 'hold'), 'hold'))).toBe('Forbidden');
    });
  });
}

const because = (reason: string | undefined): string => (reason === undefined ? '' : `: ${reason}`);
