import { describe, expect, test } from 'vitest';
import type { Write } from '../../src/core/ports.ts';
import { fresh, item, type OpenRecords, own, sks } from './records-material.ts';

/** What a write depends on, alone and in a transaction, and what a refusal tells. */
export function recordsConditions(opened: () => OpenRecords): void {
  const records = () => opened().records;
  describe('conditions', () => {
    test('what was put is got back, and nothing else', async () => {
      const pk = own();
      const put = item(pk, 'a', { list: pk, order: '1', body: { text: 'hello', list: [1, null, { deep: true }] } });
      expect(await records().write([{ put, when: 'absent' }])).toEqual({ ok: true });
      expect(await records().get({ pk, sk: 'a' })).toEqual(put);
      expect(await records().get({ pk, sk: 'b' })).toBeUndefined();
      expect(await records().get({ pk: `${pk}x`, sk: 'a' })).toBeUndefined();
    });

    const stood = (pk: string) => item(pk, 'a', { rev: 2, body: { stood: true } });
    const cases: { what: string; write: (pk: string) => Write; ok: boolean }[] = [
      { what: 'put on absent', write: (pk) => ({ put: item(pk, 'a'), when: 'absent' }), ok: false },
      { what: 'put on an older revision', write: (pk) => ({ put: item(pk, 'a', { rev: 2 }), when: 1 }), ok: false },
      { what: 'put on this revision', write: (pk) => ({ put: item(pk, 'a', { rev: 3 }), when: 2 }), ok: true },
      { what: 'put on a revision to come', write: (pk) => ({ put: item(pk, 'a', { rev: 4 }), when: 3 }), ok: false },
      { what: 'remove of an older revision', write: (pk) => ({ remove: { pk, sk: 'a' }, when: 1 }), ok: false },
      { what: 'remove of this revision', write: (pk) => ({ remove: { pk, sk: 'a' }, when: 2 }), ok: true },
      { what: 'check of this revision', write: (pk) => ({ check: { pk, sk: 'a' }, when: 2 }), ok: true },
      { what: 'check of another revision', write: (pk) => ({ check: { pk, sk: 'a' }, when: 3 }), ok: false },
      { what: 'check of absence', write: (pk) => ({ check: { pk, sk: 'a' }, when: 'absent' }), ok: false },
    ];
    const company = [
      { how: 'alone', beside: (): Write[] => [] },
      { how: 'beside another write', beside: (pk: string): Write[] => [fresh(pk, 'z')] },
    ];
    for (const { what, write, ok } of cases) {
      test.each(company)(`${what} is ${ok ? 'done' : 'refused'} where revision 2 stands ($how)`, async ({ beside }) => {
        const pk = own();
        await records().write([fresh(pk, 'a')]);
        await records().write([{ put: stood(pk), when: 1 }]);
        const written = await records().write([...beside(pk), write(pk)]);
        const index = beside(pk).length;
        expect(written).toEqual(ok ? { ok: true } : { ok: false, refused: [{ index, found: stood(pk) }] });
        if (!ok) {
          expect(await records().get({ pk, sk: 'a' })).toEqual(stood(pk));
          expect(await records().get({ pk, sk: 'z' }), 'a refused transaction leaves nothing').toBeUndefined();
        }
      });
    }

    test.each([
      { what: 'put', write: (pk: string): Write => ({ put: item(pk, 'a', { rev: 2 }), when: 1 }) },
      { what: 'remove', write: (pk: string): Write => ({ remove: { pk, sk: 'a' }, when: 1 }) },
      { what: 'check', write: (pk: string): Write => ({ check: { pk, sk: 'a' }, when: 1 }) },
    ])('a $what on a revision is refused where nothing stands', async ({ write }) => {
      const pk = own();
      expect(await records().write([write(pk)])).toEqual({ ok: false, refused: [{ index: 0, found: undefined }] });
      const beside = await records().write([fresh(pk, 'z'), write(pk)]);
      expect(beside).toEqual({ ok: false, refused: [{ index: 1, found: undefined }] });
      expect((await records().query({ pk })).items).toEqual([]);
    });

    test('all refused writes are named with what stood there', async () => {
      const pk = own();
      await records().write([fresh(pk, 'a'), fresh(pk, 'b')]);
      const written = await records().write([fresh(pk, 'a'), fresh(pk, 'c'), { remove: { pk, sk: 'b' }, when: 7 }]);
      const refused = [
        { index: 0, found: item(pk, 'a') },
        { index: 2, found: item(pk, 'b') },
      ];
      expect(written).toEqual({ ok: false, refused });
      expect(sks((await records().query({ pk })).items)).toEqual(['a', 'b']);
    });

    test('puts, removes and checks of several partitions are one transaction', async () => {
      const [one, two] = [own(), own()];
      await records().write([fresh(one, 'a'), fresh(two, 'b')]);
      const written = await records().write([
        { remove: { pk: one, sk: 'a' }, when: 1 },
        { check: { pk: two, sk: 'b' }, when: 1 },
        { check: { pk: two, sk: 'c' }, when: 'absent' },
        fresh(one, 'd'),
      ]);
      expect(written).toEqual({ ok: true });
      expect(sks((await records().query({ pk: one })).items)).toEqual(['d']);
      expect(sks((await records().query({ pk: two })).items)).toEqual(['b']);
    });

    test('nothing to write is done', async () => expect(await records().write([])).toEqual({ ok: true }));
  });
}
