import { Fault } from '../../contracts/fault.ts';

// Primary result codes (sqlite.org/rescode.html).
const BUSY = 5;
const LOCKED = 6;
const NOMEM = 7;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** What SQLite or the file system threw, as a Fault that says what to do. Faults pass through. */
export function sqliteFault(thrown: unknown, path: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const error = thrown as { errcode?: unknown; code?: unknown; message?: unknown };
  const says = typeof error?.message === 'string' ? error.message : String(thrown);
  const unavailable = (what: string, hint: string) => new Fault('Unavailable', `${path}: ${what} (${says})`, hint);
  // Extended codes carry the primary one in their low byte.
  const code = typeof error?.errcode === 'number' ? error.errcode & 0xff : undefined;
  switch (code) {
    case BUSY:
    case LOCKED:
      return new Fault('Contended', `${path} is being written by another process`, 'Try again in a moment.');
    case NOTADB:
      return unavailable(
        'this is no SQLite database',
        'This is not a Mendgate data directory: give another one, move the file aside, or restore it from a backup.',
      );
    case CORRUPT:
      return unavailable(
        'the database is damaged',
        'Restore it from a backup, or move it aside to begin anew (its incidents are then gone).',
      );
    case FULL:
      return unavailable('the disk is full', 'Make room on the disk; what was not confirmed was not kept.');
    case IOERR:
    case NOMEM:
      return unavailable('reading or writing failed', 'Look at the disk and the memory of this machine.');
    case READONLY:
    case CANTOPEN:
      return unavailable('the file cannot be opened for writing', 'Give this user the right to write there.');
    default:
  }
  if (error?.code === 'ERR_INVALID_STATE') {
    return unavailable('the database is closed', 'This home is ending: ask again once it runs.');
  }
  // A file system error while the file was opened or made.
  if (typeof error?.code === 'string' && /^E[A-Z]+$/.test(error.code)) {
    return unavailable(
      'the file cannot be opened',
      'Check that the directory exists and that this user may write there.',
    );
  }
  return new Fault('Bug', `${path}: ${says}`, 'This is a defect of Mendgate. Please report it with the log line.');
}
