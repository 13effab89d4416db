import { Fault } from '../../contracts/fault.ts';
import type { Item } from '../../core/ports.ts';
import type { Database } from './database.ts';

/**
 * What was put, in the order of its commits: the home's DynamoDB stream. Delivered at least once to each consumer; a row
 * is dropped when the slowest one has acknowledged it.
 */
export interface Change {
  seq: number;
  item: Item;
}

/** Part of the transaction that puts the item. */
export function appendChange(db: Database, item: Item): void {
  db.run('INSERT INTO changes (item) VALUES (?)', JSON.stringify(item));
}

/** The oldest changes `consumer` has not acknowledged. Who asks for the first time begins with the oldest that is kept, and from then on is waited for. */
export function changesAfter(db: Database, consumer: string, limit: number): Change[] {
  const known = db.first<{ seq: number }>('SELECT seq FROM change_consumers WHERE name = ?', consumer);
  if (known === undefined) db.run('INSERT INTO change_consumers (name, seq) VALUES (?, 0)', consumer);
  return db
    .all<{ seq: number; item: string }>(
      'SELECT seq, item FROM changes WHERE seq > ? ORDER BY seq LIMIT ?',
      known?.seq ?? 0,
      limit,
    )
    .map(({ seq, item }) => ({ seq, item: JSON.parse(item) as Item }));
}

/** Everything up to and including `seq` is done with. Going back changes nothing. */
export function acknowledge(db: Database, consumer: string, seq: number): void {
  db.transaction(() => {
    const newest = db.first<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'changes'")?.seq ?? 0;
    if (seq > newest) {
      // It would silently skip changes that are still to come.
      throw new Fault('Bug', `${consumer} acknowledged change ${seq}, the newest is ${newest}`, 'Please report this.');
    }
    db.run(
      'INSERT INTO change_consumers (name, seq) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET seq = max(seq, excluded.seq)',
      consumer,
      seq,
    );
    db.run('DELETE FROM changes WHERE seq <= (SELECT min(seq) FROM change_consumers)');
  });
}
