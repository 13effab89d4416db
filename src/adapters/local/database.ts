import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Fault } from '../../contracts/fault.ts';
import { migrations } from './migrations.ts';
import { sqliteFault } from './sqlite-fault.ts';

/**
 * One SQLite file. Everything is synchronous, so that a port over it settles in microtasks; everything throws Faults:
 * Contended (another process writes), Unavailable (disk full, unreadable, corrupt), Bug.
 */
export interface Database {
  /** `Row` names the columns the statement selects: what they hold is warranted by the STRICT tables, not checked here. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  first<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  /** How many rows were changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** All of `work` or nothing; durable on return. Not to be nested: `work` is synchronous, so nothing can come between. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Says in every SQLite file we make whose it is: "MEND" in ASCII. */
const APPLICATION_ID = 0x4d454e44;
const BUSY_MILLISECONDS = 2_000;

/** Opens or makes the file at `path` (`:memory:` for a passing one) and brings its schema up to the newest of `steps`. */
export function openDatabase(path: string, steps: readonly string[] = migrations): Database {
  let sqlite: DatabaseSync | undefined;
  try {
    // SQLite would make the file readable by everybody.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
    sqlite = new DatabaseSync(path, { timeout: BUSY_MILLISECONDS, enableForeignKeyConstraints: true });
    refuseForeign(sqlite, path);
    sqlite.exec('PRAGMA journal_mode = WAL');
    // WAL alone keeps the file sound; only FULL also keeps the last commits when the power fails.
    sqlite.exec('PRAGMA synchronous = FULL');
    const database = databaseOver(sqlite, path);
    migrate(database, path, steps);
    return database;
  } catch (thrown) {
    if (sqlite?.isOpen) sqlite.close();
    throw sqliteFault(thrown, path);
  }
}

/**
 * Opens the file at `path` to look at it and nothing else: no migration, no byte of it changed, beside a running home as well.
 * Unavailable also when its schema is not exactly this one.
 */
export function openDatabaseToRead(path: string): Database {
  let sqlite: DatabaseSync | undefined;
  try {
    // A reader makes the files of the write-ahead log where none stand. None stand when nobody has the database open; then it
    // is read as a file that does not change, which needs no lock and works on a read-only disk.
    const still = !existsSync(`${path}-wal`);
    // SQLite takes the option in a file: URI alone, where %, ? and # of a path would mean something else.
    const uri = `file:${path.replace(/[%?#]/g, encodeURIComponent)}?immutable=1`;
    sqlite = new DatabaseSync(still ? uri : path, { readOnly: true, timeout: BUSY_MILLISECONDS });
    refuseForeign(sqlite, path);
    const database = databaseOver(sqlite, path);
    const at = schemaOf(database, path, migrations);
    if (at < migrations.length) {
      throw new Fault(
        'Unavailable',
        `${path} was written by an older Mendgate (schema ${at}, this one knows ${migrations.length})`,
        'Look at it with that Mendgate, or start this one on a copy of the data directory: the start upgrades it.',
      );
    }
    return database;
  } catch (thrown) {
    if (sqlite?.isOpen) sqlite.close();
    throw sqliteFault(thrown, path);
  }
}

function refuseForeign(sqlite: DatabaseSync, path: string): void {
  const owner = numberOf(sqlite.prepare('PRAGMA application_id').get(), 'application_id');
  const tables = numberOf(sqlite.prepare('SELECT count(*) AS n FROM sqlite_schema').get(), 'n');
  if (owner !== APPLICATION_ID && (owner !== 0 || tables > 0)) {
    throw new Fault(
      'Unavailable',
      `${path} is the database of another program`,
      'This is not a Mendgate data directory. Give another directory, or move that file aside.',
    );
  }
  // Damage in the middle of a file shows only when its pages are walked; found now it costs a restore, later an incident.
  const check = sqlite.prepare('PRAGMA quick_check(1)').get();
  if (check?.quick_check !== 'ok') {
    throw new Fault(
      'Unavailable',
      `${path} is damaged: ${String(check?.quick_check)}`,
      'Restore it from a backup, or move it aside to begin anew (its incidents are then gone).',
    );
  }
}

function schemaOf(database: Database, path: string, steps: readonly string[]): number {
  const at = database.first<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  if (at > steps.length) {
    throw new Fault(
      'Unavailable',
      `${path} was written by a newer Mendgate (schema ${at}, this one knows ${steps.length})`,
      'Start the newer Mendgate, or restore the backup made before it was upgraded.',
    );
  }
  return at;
}

function migrate(database: Database, path: string, steps: readonly string[]): void {
  const at = schemaOf(database, path, steps);
  steps.slice(at).forEach((step, done) => {
    database.transaction(() => {
      // A step is several statements, which only the unprepared path takes; PRAGMA takes no bound values.
      database.run(`PRAGMA application_id = ${APPLICATION_ID}`);
      for (const statement of statementsOf(step)) database.run(statement);
      database.run(`PRAGMA user_version = ${at + done + 1}`);
    });
  });
}

/** No step holds a semicolon inside a text or trigger. */
const statementsOf = (step: string): string[] =>
  step
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

function databaseOver(sqlite: DatabaseSync, path: string): Database {
  const prepared = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const made = sqlite.prepare(sql);
    prepared.set(sql, made);
    return made;
  };
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (thrown) {
      throw sqliteFault(thrown, path);
    }
  };
  return {
    all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
      return guarded(() => statement(sql).all(...values) as Row[]);
    },
    first<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
      return guarded(() => statement(sql).get(...values) as Row | undefined);
    },
    run: (sql, ...values) => guarded(() => Number(statement(sql).run(...values).changes)),
    transaction<T>(work: () => T): T {
      return guarded(() => {
        // IMMEDIATE: a transaction that began as a reader could be refused in its middle.
        statement('BEGIN IMMEDIATE').run();
        try {
          const result = work();
          statement('COMMIT').run();
          return result;
        } catch (thrown) {
          // After a full disk or an I/O error SQLite may have rolled back by itself.
          if (sqlite.isTransaction) statement('ROLLBACK').run();
          throw thrown;
        }
      });
    },
    close: () => {
      if (sqlite.isOpen) sqlite.close();
    },
  };
}

const numberOf = (row: Record<string, unknown> | undefined, column: string): number => Number(row?.[column] ?? 0);
