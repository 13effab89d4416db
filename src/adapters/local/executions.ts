import type { Instant } from '../../contracts/instant.ts';
import type { Database } from './database.ts';

/** What the store looks at; the rest of a row is carried as it is. */
interface Indexed {
  id: string;
  /** 1 when created, one more with every save. */
  revision: number;
  status: string;
  phase: string;
  startedAt: Instant;
  wakeAt?: Instant;
  token?: string;
}

/** A row of the States Language engine, in the shape the engine gives it (adapters know the engine by shape only). */
export interface ExecutionRow extends Indexed {
  machine: string;
  name: string;
  status: 'running' | 'succeeded' | 'failed' | 'timed-out' | 'aborted';
  state: string;
  enteredAt: Instant;
  input: string;
  executionInput: string;
  phase: 'ready' | 'calling' | 'waiting' | 'sleeping' | 'ended';
  timeoutAt?: Instant;
  retries: number[];
  output?: string;
  error?: string;
  cause?: string;
  endedAt?: Instant;
}

export interface ExecutionStore<Row> {
  /** Lets go of executions that ended at `before` or earlier, those that began first, at most so many; returns how many. */
  trim(before: Instant, atMost: number): number;
  /** False: the id exists already. */
  create(row: Row): boolean;
  get(id: string): Row | undefined;
  /** Compare and swap: false unless the stored revision is `row.revision - 1`. */
  save(row: Row): boolean;
  byToken(token: string): Row | undefined;
  /** Running, and ready or calling or past their wake; by start, then id. */
  due(now: Instant, limit: number): string[];
  nextWake(): Instant | undefined;
}

/** Every method is one committed transaction. */
export function sqliteExecutions<Row extends Indexed = ExecutionRow>(db: Database): ExecutionStore<Row> {
  type Found = { row: string };
  // Our own text, written below from a Row.
  const parsed = (found: Found | undefined): Row | undefined =>
    found === undefined ? undefined : (JSON.parse(found.row) as Row);
  const columnsOf = (row: Row) => {
    const running = row.status === 'running';
    const runnable = running && (row.phase === 'ready' || row.phase === 'calling');
    return [
      row.revision,
      Number(running),
      Number(runnable),
      row.startedAt,
      row.wakeAt ?? null,
      row.token ?? null,
      JSON.stringify(row),
    ];
  };
  return {
    trim: (before, atMost) =>
      db.run(
        `DELETE FROM executions WHERE id IN (
           SELECT id FROM executions WHERE running = 0 AND started_at <= ? AND json_extract(row, '$.endedAt') <= ?
           ORDER BY started_at LIMIT ?)`,
        before,
        before,
        atMost,
      ),
    create: (row) =>
      db.run(
        `INSERT INTO executions (id, revision, running, runnable, started_at, wake_at, token, row)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
        row.id,
        ...columnsOf(row),
      ) === 1,
    get: (id) => parsed(db.first<Found>('SELECT row FROM executions WHERE id = ?', id)),
    save: (row) =>
      db.run(
        `UPDATE executions SET revision = ?, running = ?, runnable = ?, started_at = ?, wake_at = ?, token = ?, row = ?
         WHERE id = ? AND revision = ?`,
        ...columnsOf(row),
        row.id,
        row.revision - 1,
      ) === 1,
    byToken: (token) => parsed(db.first<Found>('SELECT row FROM executions WHERE token = ?', token)),
    due: (now, limit) =>
      db
        .all<{ id: string }>(
          // UNION, so that each half is answered by its own index.
          `SELECT id, started_at FROM executions WHERE runnable = 1
           UNION SELECT id, started_at FROM executions WHERE running = 1 AND wake_at IS NOT NULL AND wake_at <= ?
           ORDER BY started_at, id LIMIT ?`,
          now,
          limit,
        )
        .map(({ id }) => id),
    nextWake: () =>
      db.first<{ wake: Instant | null }>(
        'SELECT min(wake_at) AS wake FROM executions WHERE running = 1 AND wake_at IS NOT NULL',
      )?.wake ?? undefined,
  };
}
