import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/local/database.ts';
import { sqliteObjects } from '../../../src/adapters/local/objects.ts';
import { sqliteQueue } from '../../../src/adapters/local/queue.ts';
import { sqliteRecords } from '../../../src/adapters/local/records.ts';
import { aesSealer } from '../../../src/adapters/local/sealer.ts';
import { fileSecrets } from '../../../src/adapters/local/secrets.ts';

/** Did it settle while nothing but microtasks ran? The simulation knows no other time. */
async function settlesInMicrotasks(start: () => Promise<unknown>): Promise<boolean> {
  let settled = false;
  const end = () => {
    settled = true;
  };
  const running = start().then(end, end);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  const inTime = settled;
  await running;
  return inTime;
}

const dir = mkdtempSync(join(tmpdir(), 'mendgate-microtasks-'));
const db = openDatabase(join(dir, 'test.db'));
const records = sqliteRecords(db);
const objects = sqliteObjects(db);
const sealer = aesSealer(new Uint8Array(32));
const secrets = fileSecrets(dir);
const queue = sqliteQueue(db, { now: () => '2026-01-01T00:00:00.000Z' });
const put = { pk: 'p', sk: 's', type: 't', v: 1, rev: 1, body: {} };

test.each<{ call: string; start: () => Promise<unknown> }>([
  { call: 'records.write', start: () => records.write([{ put, when: 'absent' }]) },
  { call: 'records.write, refused', start: () => records.write([{ put, when: 'absent' }]) },
  { call: 'records.write, too large', start: () => records.write([{ put: { ...put, sk: '' }, when: 'absent' }]) },
  { call: 'records.get', start: () => records.get(put) },
  { call: 'records.query', start: () => records.query({ pk: 'p' }) },
  { call: 'records.browse', start: () => records.browse({ list: 'l' }) },
  { call: 'objects.put', start: () => objects.put(new Uint8Array([1])) },
  { call: 'objects.get', start: () => objects.get('none') },
  { call: 'queue.send', start: () => queue.send('body') },
  { call: 'queue.send, several', start: () => Promise.all([queue.send('a'), queue.send('b')]) },
  { call: 'sealer', start: async () => sealer.open(await sealer.seal('plain', 'context'), 'context') },
  { call: 'secrets.read', start: () => secrets.read('none') },
])('$call settles in microtasks alone', async ({ start }) => {
  expect(await settlesInMicrotasks(start)).toBe(true);
});

test('a promise that waits for the event loop is seen: the check can fail', async () => {
  expect(await settlesInMicrotasks(() => new Promise((resolve) => setImmediate(resolve)))).toBe(false);
  db.close();
  rmSync(dir, { recursive: true });
});
