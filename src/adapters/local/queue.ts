import type { Instant } from '../../contracts/instant.ts';
import { plusSeconds } from '../../contracts/instant.ts';
import type { Clock, Queue } from '../../core/ports.ts';
import type { Database } from './database.ts';
import { type DeadLetters, deadLetters } from './queue-dead-letters.ts';
import { groupCommit } from './queue-group-commit.ts';

export interface Message {
  id: string;
  body: string;
  /** How often it was received, this time included. */
  receives: number;
  sentAt: Instant;
}

/** The home's queue, both ends. The receiving end is synchronous: each call is committed when it returns. */
export interface LocalQueue extends Queue, DeadLetters {
  /** What waits longest first. A message is not given out again for `visibleForSeconds`; one received too often becomes a dead letter instead. */
  receive(ask: { limit: number; visibleForSeconds: number }): Message[];
  /** Is there something to receive at `now`? */
  ready(now: Instant): boolean;
  /** When the next message can be received (it may be past); undefined when there is none. */
  nextVisible(): Instant | undefined;
  done(id: string): void;
  retryLater(id: string, seconds: number): void;
}

interface Row {
  id: number;
  body: string;
  receives: number;
  sent_at: Instant;
}

/** Several queues may lie in one database, told apart by `name`. */
export function sqliteQueue(
  db: Database,
  clock: Clock,
  {
    name = 'alerts',
    maxReceives = 5,
    later,
  }: { name?: string; maxReceives?: number; later?: (flush: () => void) => void } = {},
): LocalQueue {
  const { bury, ...letters } = deadLetters(db, clock, name);
  const insert = groupCommit(
    db,
    (body: string) => {
      const now = clock.now();
      db.run(
        'INSERT INTO messages (queue, body, receives, sent_at, visible_at) VALUES (?, ?, 0, ?, ?)',
        name,
        body,
        now,
        now,
      );
    },
    later,
  );
  const firstVisible = (): Instant | undefined =>
    db.first<{ visible_at: Instant }>(
      'SELECT visible_at FROM messages WHERE queue = ? ORDER BY visible_at LIMIT 1',
      name,
    )?.visible_at;

  const wornOf = (rows: readonly Row[]): Row[] => rows.filter((row) => row.receives >= maxReceives);

  return {
    ...letters,
    send: insert,
    nextVisible: firstVisible,
    ready(now) {
      const first = firstVisible();
      return first !== undefined && first <= now;
    },
    receive({ limit, visibleForSeconds }) {
      return db.transaction(() => {
        const now = clock.now();
        const due = (): Row[] =>
          db.all<Row>(
            // Along its index, so that the first of a long queue costs no more than the first of a short one.
            `SELECT id, body, receives, sent_at FROM messages
             WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?`,
            name,
            now,
            limit,
          );
        let rows = due();
        for (let worn = wornOf(rows); worn.length > 0; worn = wornOf(rows)) {
          for (const { id } of worn) bury(String(id), `received ${maxReceives} times and never finished`);
          rows = due();
        }
        return rows.map((row): Message => {
          db.run(
            'UPDATE messages SET receives = receives + 1, visible_at = ? WHERE id = ?',
            plusSeconds(now, visibleForSeconds),
            row.id,
          );
          return { id: String(row.id), body: row.body, receives: row.receives + 1, sentAt: row.sent_at };
        });
      });
    },
    done(id) {
      db.run('DELETE FROM messages WHERE queue = ? AND id = ?', name, id);
    },
    retryLater(id, seconds) {
      const due = plusSeconds(clock.now(), seconds);
      db.run('UPDATE messages SET visible_at = ? WHERE queue = ? AND id = ?', due, name, id);
    },
  };
}
