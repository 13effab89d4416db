import { describe, expect, test } from 'vitest';
import type { Item } from '../../src/core/ports.ts';
import { fresh, item, nested, type OpenRecords, own, sks } from './records-material.ts';

/** Reading: one partition, one list, and that what comes back is what was put. */
export function recordsReading(opened: () => OpenRecords): void {
  const records = () => opened().records;
  describe('reading a partition', () => {
    // In the order of UTF-8 bytes; UTF-16 would put the last one before U+FFFD.
    const order = ['A', 'LOG#0001', 'LOG#0002', 'LOG#0010', 'LOG$', 'a', 'ä', '\ufffd', '😀'];
    const filled = async (): Promise<string> => {
      const pk = own();
      await records().write(order.toReversed().map((sk) => fresh(pk, sk)));
      await records().write([fresh(`${pk}0`, 'of another partition')]);
      return pk;
    };
    test('is in order, both ways', async () => {
      const pk = await filled();
      expect(sks((await records().query({ pk })).items)).toEqual(order);
      expect(sks((await records().query({ pk, newestFirst: true })).items)).toEqual(order.toReversed());
    });

    test.each([
      { ask: { prefix: 'LOG#' }, gives: ['LOG#0001', 'LOG#0002', 'LOG#0010'] },
      { ask: { prefix: 'LOG#', newestFirst: true }, gives: ['LOG#0010', 'LOG#0002', 'LOG#0001'] },
      { ask: { prefix: '😀' }, gives: ['😀'] },
      { ask: { prefix: '' }, gives: order },
      { ask: { prefix: 'LOG#1' }, gives: [] },
      { ask: { after: 'LOG#0002' }, gives: order.slice(3) },
      { ask: { after: 'LOG#0002', newestFirst: true }, gives: ['LOG#0001', 'A'] },
      { ask: { after: 'LOG#0005' }, gives: order.slice(3) },
      { ask: { prefix: 'LOG#', after: 'LOG#0001' }, gives: ['LOG#0002', 'LOG#0010'] },
      { ask: { prefix: 'LOG#', after: 'LOG#0002', newestFirst: true }, gives: ['LOG#0001'] },
      { ask: { prefix: 'LOG#', after: 'A' }, gives: ['LOG#0001', 'LOG#0002', 'LOG#0010'] },
      { ask: { prefix: 'LOG#', after: 'A', newestFirst: true }, gives: [] },
      { ask: { prefix: 'LOG#', after: 'a' }, gives: [] },
      { ask: { prefix: 'LOG#', after: 'a', newestFirst: true }, gives: ['LOG#0010', 'LOG#0002', 'LOG#0001'] },
    ])('$ask', async ({ ask, gives }) => {
      const pk = await filled();
      const page = await records().query({ pk, ...ask });
      expect(sks(page.items)).toEqual(gives);
      expect(page.cursor).toBeUndefined();
    });

    test.each([false, true])('pages follow each other without gap or repeat (newestFirst: %s)', async (newestFirst) => {
      const pk = await filled();
      for (const limit of [1, 2, 4, order.length, 50]) {
        const pages: string[][] = [];
        let after: string | undefined;
        do {
          const page = await records().query({ pk, newestFirst, limit, ...(after === undefined ? {} : { after }) });
          pages.push(sks(page.items));
          after = page.cursor;
        } while (after !== undefined);
        expect(pages.flat()).toEqual(newestFirst ? order.toReversed() : order);
        expect(
          pages
            .map((page) => page.length)
            .slice(0, -1)
            .every((length) => length === limit),
        ).toBe(true);
        expect(pages, 'no empty last page').toHaveLength(Math.ceil(order.length / limit));
      }
    });
  });

  describe('browsing a list', () => {
    const listed = async (): Promise<string> => {
      const list = own();
      const writes = [5, 2, 4, 1, 3].map((n) => fresh(`${list}#${n}`, 'META', { list, order: `2026-0${n}` }));
      await records().write([...writes, fresh(`${list}#6`, 'META'), fresh(`${list}#7`, 'META', { order: '2026-07' })]);
      await opened().settle();
      return list;
    };
    const orders = (items: readonly Item[]) => items.map(({ order }) => order);
    const all = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05'];

    test('gives the items that are in it, in order, both ways', async () => {
      const list = await listed();
      const page = await records().browse({ list });
      expect(orders(page.items)).toEqual(all);
      expect(page.items[0]).toEqual(item(`${list}#1`, 'META', { list, order: '2026-01' }));
      expect(orders((await records().browse({ list, newestFirst: true })).items)).toEqual(all.toReversed());
      expect((await records().browse({ list: own() })).items).toEqual([]);
    });

    test('an item that changes its list, leaves it or is removed is moved', async () => {
      const list = await listed();
      const key = (n: number) => ({ pk: `${list}#${n}`, sk: 'META' });
      await records().write([
        { put: item(`${list}#1`, 'META', { rev: 2, list, order: '2026-09' }), when: 1 },
        { put: item(`${list}#2`, 'META', { rev: 2 }), when: 1 },
        { put: item(`${list}#3`, 'META', { rev: 2, list: `${list}b`, order: '2026-03' }), when: 1 },
        { remove: key(4), when: 1 },
      ]);
      await opened().settle();
      expect(orders((await records().browse({ list })).items)).toEqual(['2026-05', '2026-09']);
      expect(orders((await records().browse({ list: `${list}b` })).items)).toEqual(['2026-03']);
    });

    test.each([false, true])('pages follow each other, equal orders too (newestFirst: %s)', async (newestFirst) => {
      const list = await listed();
      await records().write([1, 2, 3].map((n) => fresh(`${list}#1`, `same${n}`, { list, order: '2026-03' })));
      await opened().settle();
      for (const limit of [1, 3, 8, 50]) {
        const seen: Item[] = [];
        let cursor: string | undefined;
        let pages = 0;
        do {
          const page = await records().browse({
            list,
            newestFirst,
            limit,
            ...(cursor === undefined ? {} : { cursor }),
          });
          seen.push(...page.items);
          pages += 1;
          cursor = page.cursor;
        } while (cursor !== undefined);
        const expected = [...all.slice(0, 3), '2026-03', '2026-03', '2026-03', ...all.slice(3)];
        expect(orders(seen)).toEqual(newestFirst ? expected.toReversed() : expected);
        expect(new Set(seen.map(({ pk, sk }) => `${pk} ${sk}`)).size).toBe(8);
        expect(pages).toBe(Math.ceil(8 / limit));
      }
    });
  });

  test('text of every script and every number JSON can say come back as they were', async () => {
    const pk = `${own()} Ω 🧯 "quoted" '; DROP TABLE records; -- \u0000`;
    const body = {
      '': 'empty name',
      'ключ 键 🔑': 'naïve ﷽ \u0000 \u2028 \\ud800 "',
      numbers: [0, -1, 0.1, 1e21, 1.7976931348623157e308, 5e-324, 9007199254740991, -(2 ** 53), 2 ** 63, 1 / 3],
      none: null,
      list: [[], {}, [[]], ''],
      rev: 'not the revision',
      ...nested(60),
    };
    const put = item(pk, '鍵 🗝️', { body, list: `${pk}л`, order: 'é' });
    expect(await records().write([{ put, when: 'absent' }])).toEqual({ ok: true });
    expect(await records().get(put)).toEqual(put);
    expect((await records().query({ pk, prefix: '鍵 ' })).items).toEqual([put]);
    const refused = await records().write([{ put, when: 'absent' }]);
    expect(refused).toEqual({ ok: false, refused: [{ index: 0, found: put }] });
  });
}
