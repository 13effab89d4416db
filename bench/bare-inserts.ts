import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { inScratch } from './scratch.ts';

/**
 * Rows per second when each is a transaction of its own, flushed to the disk before the next: what SQLite and the disk
 * alone can do, one row of `bytes` after the other, nothing parsed and nobody else served.
 */
export function bareInserts(rows: number, bytes: number): Promise<number> {
  return inScratch(async (folder) => {
    const db = new DatabaseSync(join(folder, 'floor.db'));
    try {
      db.exec('PRAGMA journal_mode = WAL');
      db.exec('PRAGMA synchronous = FULL');
      db.exec('CREATE TABLE messages (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
      const insert = db.prepare('INSERT INTO messages (body) VALUES (?)');
      const body = 'x'.repeat(bytes);
      // The first commits make the log file and warm the code up; the home has had its own by the time it is measured.
      for (let row = 0; row < 200; row += 1) insert.run(body);
      const begin = performance.now();
      for (let row = 0; row < rows; row += 1) insert.run(body);
      return (rows * 1000) / (performance.now() - begin);
    } finally {
      db.close();
    }
  });
}
