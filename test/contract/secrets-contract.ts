import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Secrets, Vault } from '../../src/core/ports.ts';
import { wordOf } from './records-material.ts';

/** A vault and what reads it: neither is held without the other. */
export interface OpenSecrets {
  secrets: Secrets;
  put: Vault['put'];
  close(): Promise<void>;
}

export function secretsContract(name: string, open: () => Promise<OpenSecrets>): void {
  describe(name, () => {
    const using = async (body: (opened: OpenSecrets) => Promise<void>): Promise<void> => {
      const opened = await open();
      await body(opened).finally(opened.close);
    };

    test('an unknown name has no values', () =>
      using(async ({ secrets }) => expect(await secrets.read('nobody')).toEqual([])));

    test('newest first, two while a key is rotated, and no more', () =>
      using(async ({ secrets, put }) => {
        await put('hook.a', 'one');
        expect(await secrets.read('hook.a')).toEqual(['one']);
        await put('hook.a', 'two');
        expect(await secrets.read('hook.a')).toEqual(['two', 'one']);
        await put('hook.a', 'three');
        expect(await secrets.read('hook.a')).toEqual(['three', 'two']);
        expect(await secrets.read('hook')).toEqual([]);
      }));

    test('nothing is put under a name that cannot be read, and nothing empty: it would let everybody in', () =>
      using(async ({ secrets, put }) => {
        for (const name of ['', '..', 'a/b', 'a..b', 'a.previous', 'é', 'x'.repeat(129)])
          expect(await wordOf(put(name, 'value')), name).toBe('Malformed');
        expect(await wordOf(put('hook.a', ''))).toBe('Malformed');
        expect(await secrets.read('hook.a')).toEqual([]);
      }));

    test('two who put the first value at once: both are taken, one after the other', () =>
      using(async ({ secrets, put }) => {
        await Promise.all([put('hook.b', 'one'), put('hook.b', 'two')]);
        expect((await secrets.read('hook.b')).toSorted()).toEqual(['one', 'two']);
      }));

    test('any value comes back as it was', () =>
      using(async ({ secrets, put }) => {
        await fc.assert(
          fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (value) => {
            await put('any', value);
            expect((await secrets.read('any'))[0]).toBe(value);
          }),
          { numRuns: 30 },
        );
      }));
  });
}
