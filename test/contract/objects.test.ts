import { expect, test } from 'vitest';
import { openDatabase } from '../../src/adapters/local/database.ts';
import { sqliteObjects } from '../../src/adapters/local/objects.ts';
import { Fault } from '../../src/contracts/fault.ts';
import { objectsContract } from './objects-contract.ts';

objectsContract('Objects in SQLite', async () => {
  const db = openDatabase(':memory:');
  return { objects: sqliteObjects(db), close: async () => db.close() };
});

test('an object that no longer matches its name is not handed out', async () => {
  const db = openDatabase(':memory:');
  const objects = sqliteObjects(db);
  const key = await objects.put(Buffer.from('evidence'));
  db.run('UPDATE objects SET bytes = ?', Buffer.from('evidencE'));
  const thrown = await objects.get(key).catch((fault) => fault);
  expect(thrown).toBeInstanceOf(Fault);
  expect(thrown.word).toBe('Unavailable');
  db.close();
});

test('what was removed is gone until it is put again, and nothing else is', async () => {
  const db = openDatabase(':memory:');
  const objects = sqliteObjects(db);
  const [gone, kept] = [await objects.put(Buffer.from('gone')), await objects.put(Buffer.from('kept'))];
  objects.remove(gone);
  objects.remove(gone);
  expect([await objects.get(gone), (await objects.get(kept))?.length]).toEqual([undefined, 4]);
  expect(await objects.put(Buffer.from('gone'))).toBe(gone);
  expect((await objects.get(gone))?.length).toBe(4);
  db.close();
});
