import type { Instant } from '../../contracts/instant.ts';
import type { Clock } from '../../core/ports.ts';
import type { Database } from './database.ts';

export interface DeadLetter {
  id: string;
  body: string;
  why: string;
  receives: number;
  sentAt: Instant;
  deadAt: Instant;
}

export interface DeadLetters {
  /** Oldest first; `after` is the id of the last one of the page before. */
  deadLetters(limit: number, after?: string): DeadLetter[];
  /** Lays a message aside at once. A message that is gone already is left so. */
  deadLetter(id: string, why: string): void;
  /** Puts it back to be received now, with `body` in place of what it said. False: there is no such dead letter. */
  replay(id: string, body?: string): boolean;
}

interface Row {
  id: number;
  body: string;
  why: string;
  receives: number;
  sent_at: Instant;
  dead_at: Instant;
}

/** The laid-aside messages of one queue. `bury` is `deadLetter` for use inside a transaction. */
export function deadLetters(
  db: Database,
  clock: Clock,
  queue: string,
): DeadLetters & { bury: DeadLetters['deadLetter'] } {
  const bury = (id: string, why: string): void => {
    const moved = db.run(
      `INSERT INTO dead_letters (id, queue, body, receives, sent_at, dead_at, why)
       SELECT id, queue, body, receives, sent_at, ?, ? FROM messages WHERE queue = ? AND id = ?`,
      clock.now(),
      why,
      queue,
      id,
    );
    if (moved > 0) db.run('DELETE FROM messages WHERE id = ?', id);
  };
  return {
    bury,
    deadLetter: (id, why) => db.transaction(() => bury(id, why)),
    deadLetters: (limit, after = '0') =>
      db
        .all<Row>(
          `SELECT id, body, why, receives, sent_at, dead_at FROM dead_letters
           WHERE queue = ? AND id > CAST(? AS INTEGER) ORDER BY id LIMIT ?`,
          queue,
          after,
          limit,
        )
        .map((row) => ({
          id: String(row.id),
          body: row.body,
          why: row.why,
          receives: row.receives,
          sentAt: row.sent_at,
          deadAt: row.dead_at,
        })),
    replay: (id, body) =>
      db.transaction(() => {
        const revived = db.run(
          `INSERT INTO messages (id, queue, body, receives, sent_at, visible_at)
           SELECT id, queue, coalesce(?, body), 0, sent_at, ? FROM dead_letters WHERE queue = ? AND id = ?`,
          body ?? null,
          clock.now(),
          queue,
          id,
        );
        if (revived > 0) db.run('DELETE FROM dead_letters WHERE id = ?', id);
        return revived > 0;
      }),
  };
}
