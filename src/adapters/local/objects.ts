import { createHash } from 'node:crypto';
import { Fault } from '../../contracts/fault.ts';
import type { Objects } from '../../core/ports.ts';
import type { Database } from './database.ts';

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export interface LocalObjects extends Objects {
  /** Lets go of bytes nobody asks for any more. What is not there is left so. */
  remove(sha256: string): void;
}

/** Bytes in the home's database, so that a backup of one file has them too. */
export function sqliteObjects(db: Database): LocalObjects {
  return {
    async put(bytes) {
      const sha256 = hashOf(bytes);
      // The same hash is the same bytes: there is nothing to replace.
      db.run('INSERT INTO objects (sha256, bytes) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING', sha256, bytes);
      return sha256;
    },
    async get(sha256) {
      const row = db.first<{ bytes: Uint8Array }>('SELECT bytes FROM objects WHERE sha256 = ?', sha256);
      if (row === undefined) return undefined;
      // Objects are evidence: what does not match its name any more is not handed out as if it did.
      if (hashOf(row.bytes) !== sha256) {
        throw new Fault('Unavailable', `object ${sha256} is damaged`, 'Restore the data directory from a backup.');
      }
      return row.bytes;
    },
    remove(sha256) {
      db.run('DELETE FROM objects WHERE sha256 = ?', sha256);
    },
  };
}
