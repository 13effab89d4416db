import type { SQLInputValue } from 'node:sqlite';
import type { Item, Key, Page, Records, When, Write, Written } from '../../core/ports.ts';
import { readCursor, writeCursor } from '../browse-cursor.ts';
import { prefixEnd } from '../key-order.ts';
import { checkKey, checkLimit, checkPart, checkWrites, keyOf, limits } from '../record-limits.ts';
import { appendChange } from './changes.ts';
import type { Database } from './database.ts';
import { columns, itemOf, type RecordRow, rowOf } from './record-row.ts';

/** `stream`: beginnings of sort keys; each put of such a record is also appended to the changes, in its transaction. */
export function sqliteRecords(db: Database, options: { stream?: readonly string[] } = {}): Records {
  const stream = options.stream ?? [];

  const read = (key: Key): Item | undefined => {
    const row = db.first<RecordRow>(`SELECT ${columns} FROM records WHERE pk = ? AND sk = ?`, key.pk, key.sk);
    return row === undefined ? undefined : itemOf(row);
  };

  const apply = (write: Write): void => {
    if ('put' in write) {
      const item = write.put;
      db.run(`INSERT OR REPLACE INTO records (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, ...rowOf(item));
      if (stream.some((prefix) => item.sk.startsWith(prefix))) appendChange(db, item);
    } else if ('remove' in write) {
      db.run('DELETE FROM records WHERE pk = ? AND sk = ?', write.remove.pk, write.remove.sk);
    }
  };

  return {
    async get(key) {
      checkKey(key);
      return read(key);
    },

    async query({ pk, prefix, after, newestFirst = false, limit }) {
      checkPart(pk, 'pk', limits.partitionKeyBytes);
      if (after !== undefined) checkPart(after, 'after', limits.sortKeyBytes);
      checkLimit(limit);
      const where = ['pk = ?'];
      const values: SQLInputValue[] = [pk];
      const add = (condition: string, value: string | undefined) => {
        if (value === undefined) return;
        where.push(condition);
        values.push(value);
      };
      add('sk >= ?', prefix);
      add('sk < ?', prefix === undefined ? undefined : prefixEnd(prefix));
      add(newestFirst ? 'sk < ?' : 'sk > ?', after);
      const direction = newestFirst ? 'DESC' : 'ASC';
      const rows = db.all<RecordRow>(
        `SELECT ${columns} FROM records WHERE ${where.join(' AND ')} ORDER BY sk ${direction} LIMIT ?`,
        ...values,
        oneMore(limit),
      );
      return pageOf(rows, limit, (last) => last.sk);
    },

    async browse({ list, newestFirst = false, limit, cursor }) {
      checkPart(list, 'list', limits.partitionKeyBytes);
      checkLimit(limit);
      const from = cursor === undefined ? undefined : readCursor(cursor);
      const direction = newestFirst ? 'DESC' : 'ASC';
      const beyond = from === undefined ? '' : `AND (ord, pk, sk) ${newestFirst ? '<' : '>'} (?, ?, ?)`;
      const rows = db.all<RecordRow>(
        `SELECT ${columns} FROM records WHERE list = ? ${beyond}
         ORDER BY ord ${direction}, pk ${direction}, sk ${direction} LIMIT ?`,
        list,
        ...(from === undefined ? [] : [from.order, from.pk, from.sk]),
        oneMore(limit),
      );
      return pageOf(rows, limit, writeCursor);
    },

    async write(writes): Promise<Written> {
      checkWrites(writes);
      if (writes.length === 0) return { ok: true };
      return db.transaction((): Written => {
        const refused = writes.flatMap((write, index) => {
          const found = read(keyOf(write));
          return holds(write.when, found) ? [] : [{ index, found }];
        });
        if (refused.length > 0) return { ok: false, refused };
        for (const write of writes) apply(write);
        return { ok: true };
      });
    },
  };
}

const holds = (when: When, found: Item | undefined): boolean =>
  when === 'absent' ? found === undefined : found?.rev === when;

/** One row beyond the page tells whether there is a next one; -1 is SQLite's "no limit". */
const oneMore = (limit: number | undefined): number => (limit === undefined ? -1 : limit + 1);

function pageOf(rows: readonly RecordRow[], limit: number | undefined, cursorAt: (last: Item) => string): Page {
  const items = rows.slice(0, limit ?? rows.length).map(itemOf);
  const last = items.at(-1);
  return rows.length > items.length && last !== undefined ? { items, cursor: cursorAt(last) } : { items };
}
