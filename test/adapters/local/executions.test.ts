import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/local/database.ts';
import { sqliteExecutions } from '../../../src/adapters/local/executions.ts';
import type { Executions } from '../../../src/asl/index.ts';
import { executionsContract } from '../../asl/executions-contract.ts';

executionsContract('SQLite in memory', () => {
  const db = openDatabase(':memory:');
  // The engine's own type: the two are tied by shape alone, and here the compiler compares the shapes.
  const store: Executions = sqliteExecutions(db);
  return { store, close: () => db.close() };
});

executionsContract('SQLite in a file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'mendgate-executions-'));
  const path = join(dir, 'test.db');
  let db = openDatabase(path);
  return {
    store: sqliteExecutions(db),
    reopen: () => {
      db.close();
      db = openDatabase(path);
      return sqliteExecutions(db);
    },
    close: () => {
      db.close();
      rmSync(dir, { recursive: true });
    },
  };
});

test('what the engine asks again and again is answered from an index', () => {
  const db = openDatabase(':memory:');
  const plan = (sql: string, ...values: string[]): string =>
    db
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values)
      .map(({ detail }) => detail)
      .join('; ');
  const due = `SELECT id, started_at FROM executions WHERE runnable = 1
    UNION SELECT id, started_at FROM executions WHERE running = 1 AND wake_at IS NOT NULL AND wake_at <= ?
    ORDER BY started_at, id LIMIT 9`;
  expect(plan(due, 'now')).toMatch(/executions_runnable.*executions_by_wake|executions_by_wake.*executions_runnable/);
  expect(plan('SELECT row FROM executions WHERE token = ?', 't')).toContain('executions_by_token');
  expect(plan('SELECT min(wake_at) FROM executions WHERE running = 1 AND wake_at IS NOT NULL')).toContain(
    'executions_by_wake',
  );
  db.close();
});

test('ended executions are let go of, those that began first, and running ones never', () => {
  const db = openDatabase(':memory:');
  const store = sqliteExecutions(db);
  const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
  const begun = (id: string, hour: number, endedAt?: string) =>
    store.create({
      id,
      revision: 1,
      machine: 'm',
      name: id,
      status: endedAt === undefined ? 'running' : 'succeeded',
      phase: endedAt === undefined ? 'waiting' : 'ended',
      state: 's',
      startedAt: at(hour),
      enteredAt: at(hour),
      input: '{}',
      executionInput: '{}',
      retries: [],
      ...(endedAt !== undefined && { endedAt }),
    });
  begun('running', 1);
  begun('second', 3, at(4));
  begun('first', 2, at(6));
  begun('ended late', 1, at(9));
  begun('young', 8, at(8));
  expect(store.trim(at(6), 1)).toBe(1);
  expect(store.get('first')).toBeUndefined();
  expect(store.trim(at(6), 10)).toBe(1);
  expect(store.trim(at(6), 10)).toBe(0);
  expect(['running', 'second', 'ended late', 'young'].filter((id) => store.get(id) !== undefined)).toEqual([
    'running',
    'ended late',
    'young',
  ]);
  const plan = db.all<{ detail: string }>(
    'EXPLAIN QUERY PLAN SELECT id FROM executions WHERE running = 0 AND started_at <= ? ORDER BY started_at LIMIT 9',
    at(6),
  );
  expect(plan.map(({ detail }) => detail).join()).toContain('executions_ended');
  db.close();
});
