import { describe, expect, test } from 'vitest';
import type { FaultWord } from '../../src/contracts/fault.ts';
import type { Item, Write } from '../../src/core/ports.ts';
import { fresh, item, nested, type OpenRecords, own, wordOf } from './records-material.ts';

/** What no adapter takes. */
export function recordsRefusals(opened: () => OpenRecords): void {
  const records = () => opened().records;
  describe('refusals', () => {
    const empty = 'an item of nearly nothing';
    const sized = (pk: string, bytes: number): Item => {
      const without = item(pk, 'a', { body: { text: '' } });
      const room = bytes - Buffer.byteLength(JSON.stringify(without));
      // Two bytes each, so that counting characters would let twice as much pass.
      return item(pk, 'a', { body: { text: 'é'.repeat(Math.floor(room / 2)) + 'x'.repeat(room % 2) } });
    };
    test('an item of 300 KB is stored, one byte more is too large', async () => {
      const pk = own();
      const largest = sized(pk, 300 * 1024);
      expect(await wordOf(records().write([{ put: sized(pk, 300 * 1024 + 1), when: 'absent' }]))).toBe('TooLarge');
      expect(await records().get({ pk, sk: 'a' })).toBeUndefined();
      expect(await records().write([{ put: largest, when: 'absent' }])).toEqual({ ok: true });
      expect(await records().get({ pk, sk: 'a' })).toEqual(largest);
    });

    test('100 writes are one transaction, 101 are too many', async () => {
      const pk = own();
      const writes = Array.from({ length: 101 }, (_, n) => fresh(pk, `n${n}`));
      expect(await wordOf(records().write(writes))).toBe('TooLarge');
      expect((await records().query({ pk })).items).toEqual([]);
      expect(await records().write(writes.slice(0, 100))).toEqual({ ok: true });
      expect((await records().query({ pk })).items).toHaveLength(100);
    });

    test('3 MB in one transaction pass, more is too large', async () => {
      const pk = own();
      const writes = Array.from(
        { length: 11 },
        (_, n): Write => ({
          put: { ...sized(pk, 300 * 1024 - 10), sk: `n${n}` },
          when: 'absent',
        }),
      );
      expect(await wordOf(records().write(writes))).toBe('TooLarge');
      expect(await records().write(writes.slice(0, 10))).toEqual({ ok: true });
      expect((await records().query({ pk })).items, 'more than one page of DynamoDB').toHaveLength(10);
    });

    test.each<{ what: string; word: FaultWord; writes: (pk: string) => Write[] }>([
      { what: 'one key twice', word: 'Impossible', writes: (pk) => [fresh(pk, 'a'), fresh(pk, 'a')] },
      {
        what: 'one key put and checked',
        word: 'Impossible',
        writes: (pk) => [fresh(pk, 'a'), { check: { pk, sk: 'a' }, when: 'absent' }],
      },
      { what: 'an empty pk', word: 'Impossible', writes: () => [fresh('', 'a')] },
      { what: 'an empty sk', word: 'Impossible', writes: (pk) => [fresh(pk, '')] },
      { what: 'an empty key to remove', word: 'Impossible', writes: (pk) => [{ remove: { pk, sk: '' }, when: 1 }] },
      { what: 'an empty key to check', word: 'Impossible', writes: (pk) => [{ check: { pk: '', sk: pk }, when: 1 }] },
      { what: 'a pk of 2,049 bytes', word: 'TooLarge', writes: () => [fresh(`${'é'.repeat(1024)}x`, 'a')] },
      { what: 'an sk of 1,025 bytes', word: 'TooLarge', writes: (pk) => [fresh(pk, `${'é'.repeat(512)}x`)] },
      { what: 'a list without order', word: 'Impossible', writes: (pk) => [fresh(pk, 'a', { list: pk })] },
      { what: 'an empty list', word: 'Impossible', writes: (pk) => [fresh(pk, 'a', { list: '', order: '1' })] },
      { what: 'half a character', word: 'Impossible', writes: (pk) => [fresh(pk, 'a', { body: { a: '\ud83d' } })] },
      { what: 'not a number', word: 'Bug', writes: (pk) => [fresh(pk, 'a', { body: { a: [Number.NaN] } })] },
      { what: 'revision 2 on absent', word: 'Bug', writes: (pk) => [fresh(pk, 'a', { rev: 2 })] },
      {
        what: 'a revision that skips one',
        word: 'Bug',
        writes: (pk) => [{ put: item(pk, 'a', { rev: 3 }), when: 1 }],
      },
      { what: 'a revision that stands still', word: 'Bug', writes: (pk) => [{ put: item(pk, 'a'), when: 1 }] },
      { what: 'a condition of revision 0', word: 'Bug', writes: (pk) => [{ put: item(pk, 'a'), when: 0 }] },
      { what: 'deep nesting', word: 'TooLarge', writes: (pk) => [fresh(pk, 'a', { body: nested(201) })] },
    ])('$what is refused ($word) and nothing is written', async ({ word, writes }) => {
      const pk = own();
      expect(await wordOf(records().write([fresh(pk, 'beside'), ...writes(pk)]))).toBe(word);
      expect((await records().query({ pk })).items, empty).toEqual([]);
    });

    test('questions with empty keys or of no records are refused', async () => {
      expect(await wordOf(records().get({ pk: '', sk: 'a' }))).toBe('Impossible');
      expect(await wordOf(records().get({ pk: 'a', sk: '' }))).toBe('Impossible');
      expect(await wordOf(records().query({ pk: '' }))).toBe('Impossible');
      expect(await wordOf(records().query({ pk: 'a', after: '' }))).toBe('Impossible');
      expect(await wordOf(records().query({ pk: 'a', limit: 0 }))).toBe('Bug');
      expect(await wordOf(records().query({ pk: 'a', limit: 1.5 }))).toBe('Bug');
    });
  });
}
