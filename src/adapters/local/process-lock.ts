import { DatabaseSync } from 'node:sqlite';

/** How long somebody may be looking whether the lock is held. */
const LOOK_MILLISECONDS = 250;
const BUSY = 5;
/** A lock nobody refers to any more would be closed, and so dropped, by the garbage collector. */
const held = new Set<DatabaseSync>();

/**
 * A lock the operating system takes back when its process ends, however it ends: Node has no flock, but SQLite locks its
 * files by the system's own locks. The file stays empty; nobody else may open it, since closing it would drop the lock.
 * Undefined: another process (or another part of this one) holds it.
 */
export function takeLock(path: string): { release(): void } | undefined {
  const lock = new DatabaseSync(path, { timeout: LOOK_MILLISECONDS });
  try {
    // Nothing is ever written, so there is nothing to roll back: no journal beside it.
    lock.exec('PRAGMA journal_mode = MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
  } catch (thrown) {
    lock.close();
    if (isBusy(thrown)) return undefined;
    throw thrown;
  }
  held.add(lock);
  return {
    release: () => {
      held.delete(lock);
      if (lock.isOpen) lock.close();
    },
  };
}

/** Looks without taking it. Throws when the file cannot be read. */
export function isLocked(path: string): boolean {
  const lock = new DatabaseSync(path, { readOnly: true, timeout: 0 });
  try {
    lock.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (thrown) {
    if (isBusy(thrown)) return true;
    throw thrown;
  } finally {
    lock.close();
  }
}

const isBusy = (thrown: unknown): boolean => ((thrown as { errcode?: number }).errcode ?? 0) % 256 === BUSY;
