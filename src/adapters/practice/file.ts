import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Fault } from '../../contracts/fault.ts';

/** The practice cluster's own SQLite file. It holds nothing that could not be played anew, so damage costs a reset. */
export interface PracticeFile {
  all(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[];
  run(sql: string, ...values: SQLInputValue[]): void;
  /** All of `work` or nothing; durable on return. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** "MPRA" in ASCII: the file is no other program's, nor the home's own database. */
const APPLICATION_ID = 0x4d505241;
const BUSY_MILLISECONDS = 2_000;
// Primary result codes (sqlite.org/rescode.html).
const BUSY = 5;
const LOCKED = 6;

/** Opens or makes the file. Throws Unavailable and Contended, as all its methods do. */
export function openFile(path: string, schema: string): PracticeFile {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (thrown) {
      throw faultOf(thrown, path);
    }
  };
  const sqlite = guarded(() => {
    const opened = new DatabaseSync(path, { timeout: BUSY_MILLISECONDS });
    try {
      refuseForeign(opened, path);
      opened.exec('PRAGMA journal_mode = WAL');
      // WAL alone keeps the file sound; only FULL also keeps the last commits when the power fails.
      opened.exec('PRAGMA synchronous = FULL');
      opened.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
      opened.exec(schema);
      return opened;
    } catch (thrown) {
      opened.close();
      throw thrown;
    }
  });
  return {
    all: (sql, ...values) => guarded(() => sqlite.prepare(sql).all(...values)),
    run: (sql, ...values) => guarded(() => void sqlite.prepare(sql).run(...values)),
    transaction: (work) =>
      guarded(() => {
        sqlite.exec('BEGIN IMMEDIATE');
        try {
          const result = work();
          sqlite.exec('COMMIT');
          return result;
        } catch (thrown) {
          // After a full disk SQLite may have rolled back by itself.
          if (sqlite.isTransaction) sqlite.exec('ROLLBACK');
          throw thrown;
        }
      }),
    close: () => {
      if (sqlite.isOpen) sqlite.close();
    },
  };
}

function refuseForeign(sqlite: DatabaseSync, path: string): void {
  const owner = sqlite.prepare('PRAGMA application_id').get()?.application_id;
  const tables = sqlite.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n;
  if (owner === APPLICATION_ID || (owner === 0 && tables === 0)) return;
  throw new Fault('Unavailable', `${path} is no practice cluster`, 'Move that file aside: the practice begins anew.');
}

function faultOf(thrown: unknown, path: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const error = thrown as { errcode?: unknown; message?: unknown };
  const says = typeof error?.message === 'string' ? error.message : String(thrown);
  // Extended codes carry the primary one in their low byte.
  const code = typeof error?.errcode === 'number' ? error.errcode & 0xff : undefined;
  if (code === BUSY || code === LOCKED)
    return new Fault('Contended', `${path} is being written by another process`, 'Try again in a moment.');
  const hint = 'Check that this user may write there and that there is room; or move the file aside to begin anew.';
  if (code !== undefined || typeof (thrown as { code?: unknown })?.code === 'string')
    return new Fault('Unavailable', `${path}: ${says}`, hint);
  return new Fault('Bug', `${path}: ${says}`, 'This is a defect of Mendgate. Please report it with the log line.');
}
