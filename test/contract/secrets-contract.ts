import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Secrets } from '../../src/core/ports.ts';

export interface OpenSecrets {
  secrets: Secrets;
  put(name: string, value: string): Promise<void>;
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
