import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Objects } from '../../src/core/ports.ts';

export function objectsContract(name: string, open: () => Promise<{ objects: Objects; close(): Promise<void> }>): void {
  describe(name, () => {
    const using = async (body: (objects: Objects) => Promise<void>): Promise<void> => {
      const { objects, close } = await open();
      await body(objects).finally(close);
    };

    test('the key is the SHA-256 of the bytes (FIPS 180-4, example "abc")', () =>
      using(async (objects) => {
        const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
        expect(await objects.put(Buffer.from('abc'))).toBe(abc);
        expect(Buffer.from((await objects.get(abc)) ?? []).toString()).toBe('abc');
      }));

    test('the same bytes twice are one object', () =>
      using(async (objects) => {
        const key = await objects.put(Buffer.from('twice'));
        expect(await objects.put(Buffer.from('twice'))).toBe(key);
        expect(await objects.put(Buffer.from('other'))).not.toBe(key);
      }));

    test.each(['0'.repeat(64), '', 'no hash', '../../etc/passwd'])('nothing lies under %j', (key) =>
      using(async (objects) => expect(await objects.get(key)).toBeUndefined()),
    );

    test('any bytes come back as they were, none and a megabyte included', () =>
      using(async (objects) => {
        const bytes = fc.oneof(fc.uint8Array(), fc.constantFrom(new Uint8Array(), new Uint8Array(1 << 20).fill(7)));
        await fc.assert(
          fc.asyncProperty(bytes, async (put) => {
            const got = await objects.get(await objects.put(put));
            expect(got && Buffer.compare(got, put)).toBe(0);
          }),
          { numRuns: 50 },
        );
      }));

    test('what was put is not changed by who put or got it', () =>
      using(async (objects) => {
        const mine = new Uint8Array([1, 2, 3]);
        const key = await objects.put(mine);
        mine[0] = 9;
        (await objects.get(key))?.fill(8);
        expect([...((await objects.get(key)) ?? [])]).toEqual([1, 2, 3]);
      }));
  });
}
