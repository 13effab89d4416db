import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openPractice } from '../../../src/adapters/practice/index.ts';
import { virtualClock } from './virtual-clock.ts';
import { cart, really } from './world.ts';

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'mendgate-practice-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return dir;
}
const open = (path: string) => openPractice({ path, clock: virtualClock() });

test.each([
  [
    'no database',
    (path: string) => writeFileSync(path, 'nothing that SQLite wrote, and long enough to tell '.repeat(20)),
  ],
  ['a directory', (path: string) => mkdirSync(path)],
  ['the database of somebody else', (path: string) => new DatabaseSync(path).exec('CREATE TABLE mine (a)')],
])('%s is left alone', (_case, make) => {
  const path = join(folder(), 'practice.db');
  make(path);
  expect(() => open(path)).toThrow(
    expect.objectContaining({ name: 'Unavailable', message: expect.stringContaining(path) }),
  );
});

test('the file is in WAL mode', () => {
  const path = join(folder(), 'practice.db');
  const practice = open(path);
  onTestFinished(() => practice.close());
  const other = new DatabaseSync(path);
  expect(other.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  other.close();
});

test('while somebody else writes it is contended, and what was refused so has not happened', async () => {
  const path = join(folder(), 'practice.db');
  const practice = open(path);
  onTestFinished(() => practice.close());
  const executor = practice.cluster('executor');
  const ops = [{ op: 'replace', path: '/spec/replicas', value: 3 }] as const;
  const other = new DatabaseSync(path);
  other.exec('BEGIN IMMEDIATE');
  await expect(executor.patch(cart, ops, really)).rejects.toMatchObject({ word: 'Contended' });
  other.exec('ROLLBACK');
  other.close();
  expect(await executor.get(cart)).toMatchObject({ spec: { replicas: 2 } });
  expect(practice.calls()).toEqual([]);
  await executor.patch(cart, ops, really);
  expect(await executor.get(cart)).toMatchObject({ spec: { replicas: 3 } });
});

test('an effect that cannot be noted has not happened, for this process either', async () => {
  const path = join(folder(), 'practice.db');
  const practice = open(path);
  onTestFinished(() => practice.close());
  const executor = practice.cluster('executor');
  const before = await executor.get(cart);
  const other = new DatabaseSync(path);
  other.exec("CREATE TRIGGER full BEFORE INSERT ON practice_calls BEGIN SELECT RAISE(ABORT, 'full'); END");
  const ops = [{ op: 'replace', path: '/spec/replicas', value: 3 }] as const;
  await expect(executor.patch(cart, ops, really)).rejects.toMatchObject({ word: 'Unavailable' });
  expect(await executor.get(cart)).toEqual(before);
  other.exec('DROP TRIGGER full');
  other.close();
  expect(practice.calls()).toEqual([]);
});
