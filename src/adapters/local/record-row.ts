import type { SQLInputValue } from 'node:sqlite';
import type { Json } from '../../contracts/json.ts';
import type { Item } from '../../core/ports.ts';

/** An item as a row of `records`; `order` is a word of SQL, so its column is `ord`. */
export interface RecordRow {
  pk: string;
  sk: string;
  type: string;
  v: number;
  rev: number;
  list: string | null;
  ord: string | null;
  body: string;
}
export const columns = 'pk, sk, type, v, rev, list, ord, body';

export const rowOf = (item: Item): SQLInputValue[] => [
  item.pk,
  item.sk,
  item.type,
  item.v,
  item.rev,
  item.list ?? null,
  item.order ?? null,
  JSON.stringify(item.body),
];

export const itemOf = (row: RecordRow): Item => ({
  pk: row.pk,
  sk: row.sk,
  type: row.type,
  v: row.v,
  rev: row.rev,
  ...(row.list === null ? {} : { list: row.list }),
  ...(row.ord === null ? {} : { order: row.ord }),
  // Our own text: written by `rowOf` from an item that passed the limits.
  body: JSON.parse(row.body) as { [key: string]: Json },
});
