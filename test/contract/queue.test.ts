import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/adapters/local/database.ts';
import { queueContract } from './queue-contract.ts';

queueContract('Queue in SQLite, in memory', () => {
  const db = openDatabase(':memory:');
  return { db, close: () => db.close() };
});

queueContract('Queue in SQLite, in a file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'mendgate-queue-'));
  const db = openDatabase(join(dir, 'test.db'));
  const close = () => {
    db.close();
    rmSync(dir, { recursive: true });
  };
  return { db, close };
});
