import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/adapters/local/database.ts';
import { sqliteRecords } from '../../src/adapters/local/records.ts';
import type { LogDraft, LogEntry } from '../../src/contracts/log.ts';
import { anchorLogs } from '../../src/core/incident/anchor-logs.ts';
import { nextEntry } from '../../src/core/ledger/chain.ts';
import { commit } from '../../src/core/ledger/commit.ts';
import { keys, tenantLog } from '../../src/core/ledger/keys.ts';
import { create, shapes } from '../../src/core/ledger/shapes.ts';
import { expectRefusal, folder, inRepo, mendgate, type Ran } from './run.ts';

const at = '2026-03-01T08:00:00.000Z';
const tenant = 'default';
const note = (about: string): LogDraft => ({
  at,
  actor: { kind: 'person', id: 'ada' },
  event: 'decision_made',
  about,
  detail: { verdict: 'approved' },
});

/** A data directory with the logs of two incidents (six entries, three) and of the tenant (one). The database stays open. */
async function lived({ anchored = false } = {}): Promise<{ data: string; end(): void }> {
  const data = folder();
  const database = openDatabase(join(data, 'mendgate.db'));
  onTestFinished(() => database.close());
  const records = sqliteRecords(database);
  for (const [incident, commits] of [
    ['A', 3],
    ['B', 1],
  ] as const) {
    const active = { tenant, incident, since: at };
    for (let n = 1; n <= commits; n++)
      await commit(records, { tenant, incident, receipt: `step ${n}` }, async () => ({
        output: n,
        writes: n === 1 ? [create(shapes.active, keys.active(tenant, incident), active)] : [],
        log: [note(`${n}, begin`), note(`${n}, end`)],
      }));
  }
  await commit(records, { tenant, incident: 'B' }, async () => ({ output: null, log: [note('more')] }));
  const stop = { tenant, stopped: true, by: 'ada', at };
  await commit(records, { tenant, incident: tenantLog }, async () => ({
    output: null,
    writes: [create(shapes.stop, keys.stop(tenant), stop)],
    log: [note('stop')],
  }));
  // An incident stands as its META row; of what is in it the check needs nothing.
  for (const incident of ['A', 'B'])
    database.run(
      "INSERT INTO records (pk, sk, type, v, rev, body) VALUES (?, 'META', 'INC', 1, 1, '{}')",
      pkOf(incident),
    );
  if (anchored) {
    for (const day of ['2026-03-01', '2026-03-02']) await anchorLogs(records, tenant, `${day}T23:00:00.000Z`);
  }
  return { data, end: () => database.close() };
}
/** What somebody would rather have happened to A: a chain as whole as the one that was. */
const forged = (() => {
  const entries: LogEntry[] = [];
  for (let n = 0; n < 6; n++)
    entries.push(nextEntry({ tenant, incident: 'A' }, entries.at(-1), note('what never was')));
  const last = entries.at(-1);
  const head = { tenant, incident: 'A', seq: 6, hash: last?.hash };
  return [
    ...entries.map((entry) => ({ sk: keys.log(tenant, 'A', entry.seq).sk, type: 'LOG', body: JSON.stringify(entry) })),
    { sk: 'LOGHEAD', type: 'LOGHEAD', body: JSON.stringify(head) },
  ];
})();
const pkOf = (incident: string): string => `${tenant}#INC#${incident}`;
const verify = (data: string, ...more: string[]): Promise<Ran> => mendgate('--data', data, ...more, 'audit', 'verify');
/** What somebody with the file and an SQL shell does to it. */
function tamper(data: string, sql: string): number {
  const database = new DatabaseSync(join(data, 'mendgate.db'));
  try {
    return Number(database.prepare(sql).run().changes);
  } finally {
    database.close();
  }
}
const bytesOf = (data: string): Record<string, string> =>
  Object.fromEntries(readdirSync(data).map((name) => [name, readFileSync(join(data, name)).toString('base64')]));

describe('audit verify of a data directory', () => {
  test('what nobody touched is whole, with its heads in full to be noted elsewhere', async () => {
    const { data } = await lived();
    const ran = await verify(data, '--format', 'json');
    const { ok, chains } = JSON.parse(ran.stdout) as { ok: boolean; chains: { chain: string; head: string }[] };
    expect({ code: ran.code, stderr: ran.stderr, ok }).toEqual({ code: 0, stderr: '', ok: true });
    expect(chains).toMatchObject([
      { chain: 'default/A', ok: true, entries: 6 },
      { chain: 'default/B', ok: true, entries: 3 },
      { chain: 'default/tenant', ok: true, entries: 1 },
    ]);
    const table = await verify(data);
    expect(table.code).toBe(0);
    for (const { head } of chains) expect(table.stdout).toContain(head);
  });

  const headLike = (n: number) =>
    `(SELECT json_extract(body, '$.hash') FROM records WHERE pk = '${pkOf('A')}' AND sk = 'LOG#${String(n).padStart(10, '0')}')`;
  test.for<[string, string[], RegExp]>([
    [
      'the end is cut off and its head set to where it ends now',
      [
        `DELETE FROM records WHERE pk = '${pkOf('A')}' AND type = 'LOG' AND sk >= 'LOG#0000000005'`,
        `UPDATE records SET body = json_set(body, '$.seq', 4, '$.hash', ${headLike(4)}) WHERE pk = '${pkOf('A')}' AND type = 'LOGHEAD'`,
      ],
      /default\/A .*on 2026-03-02 its log had 6 entries: the end was cut off/,
    ],
    [
      'everything of the incident is taken out, without a trace',
      [`DELETE FROM records WHERE pk = '${pkOf('A')}'`],
      /default\/A .*on 2026-03-02 its log had 6 entries/,
    ],
    [
      'another chain that is whole by itself is put in its place, head and all',
      [
        `DELETE FROM records WHERE pk = '${pkOf('A')}' AND sk LIKE 'LOG%'`,
        ...forged.map(
          ({ sk, type, body }) =>
            `INSERT INTO records (pk, sk, type, v, rev, body) VALUES ('${pkOf('A')}', '${sk}', '${type}', 1, 1, '${body}')`,
        ),
      ],
      /default\/A .*entry 6 is not the one that stood there on 2026-03-02/,
    ],
  ])('with an anchor in the tenant’s log it shows when %s', async ([, sqls, says]) => {
    const { data, end } = await lived({ anchored: true });
    end();
    const before = await verify(data);
    expect({ code: before.code, out: before.stdout.includes('BROKEN') }).toEqual({ code: 0, out: false });
    for (const sql of sqls) tamper(data, sql);
    const ran = await verify(data);
    expect(ran.code).toBe(1);
    const broken = ran.stdout.split('\n').filter((line) => line.startsWith('BROKEN'));
    expect(broken.length, ran.stdout).toBe(1);
    expect(broken[0]).toMatch(says);
  });

  const entry = (n: number, incident = 'A') => `pk = '${pkOf(incident)}' AND sk = 'LOG#${String(n).padStart(10, '0')}'`;
  const rows = (type: string, incident = 'A') => `pk = '${pkOf(incident)}' AND type = '${type}'`;
  const head = rows('LOGHEAD');
  test.for<[string, string, number, string, RegExp]>([
    [
      'the end cut off',
      `DELETE FROM records WHERE ${rows('LOG')} AND sk >= 'LOG#0000000005'`,
      2,
      'A',
      /ends at entry 4, its head says 6: the end was cut off/,
    ],
    [
      'only the last entry cut off',
      `DELETE FROM records WHERE ${entry(6)}`,
      1,
      'A',
      /ends at entry 5, its head says 6/,
    ],
    ['all entries', `DELETE FROM records WHERE ${rows('LOG')}`, 6, 'A', /its log is missing/],
    [
      'all entries and the head',
      `DELETE FROM records WHERE pk = '${pkOf('A')}' AND sk LIKE 'LOG%'`,
      7,
      'A',
      /its log is missing/,
    ],
    [
      'all but the head',
      `DELETE FROM records WHERE pk = '${pkOf('A')}' AND type <> 'LOGHEAD'`,
      11,
      'A',
      /its log is missing/,
    ],
    [
      'all entries, the head and the incident itself',
      `DELETE FROM records WHERE pk = '${pkOf('A')}' AND (sk LIKE 'LOG%' OR type = 'INC')`,
      8,
      'A',
      /its log is missing/,
    ],
    [
      'the tenant’s whole log',
      `DELETE FROM records WHERE pk = '${pkOf(tenantLog)}'`,
      2,
      'tenant',
      /its log is missing/,
    ],
    ['the middle', `DELETE FROM records WHERE ${entry(3)}`, 1, 'A', /at entry 3: .*missing or moved/],
    [
      'one byte',
      `UPDATE records SET body = replace(body, '2, end', '2, enf') WHERE ${entry(4)}`,
      1,
      'A',
      /at entry 4: .*was changed/,
    ],
    [
      'an entry that is no JSON',
      `UPDATE records SET body = '[' || body WHERE ${entry(2)}`,
      1,
      'A',
      /at entry 2: .*shape/,
    ],
    [
      'the head: its number',
      `UPDATE records SET body = json_set(body, '$.seq', 5) WHERE ${head}`,
      1,
      'A',
      /ends at entry 6, its head says 5: the head was changed/,
    ],
    [
      'the head: its hash',
      `UPDATE records SET body = json_set(body, '$.hash', printf('%064d', 1)) WHERE ${head}`,
      1,
      'A',
      /entry 6 is not the one its head names/,
    ],
    [
      'the head: its incident',
      `UPDATE records SET body = json_set(body, '$.incident', 'B') WHERE ${head}`,
      1,
      'A',
      /head is that of another incident/,
    ],
    [
      'the head: no JSON',
      `UPDATE records SET body = '[' || body WHERE ${head}`,
      1,
      'A',
      /head does not have the shape/,
    ],
    ['the head taken out', `DELETE FROM records WHERE ${head}`, 1, 'A', /its head is missing/],
    [
      'a log put in the place of another',
      `UPDATE OR REPLACE records SET pk = '${pkOf('B')}' WHERE ${rows('LOG')}`,
      6,
      'B',
      /log is that of another incident/,
    ],
  ])('%s: found', async ([, sql, changed, incident, says]) => {
    const { data, end } = await lived();
    end();
    expect(tamper(data, sql)).toBe(changed);
    const ran = await verify(data);
    expect(ran.code).toBe(1);
    const broken = ran.stdout.split('\n').filter((line) => line.startsWith('BROKEN'));
    expect(
      broken.some((line) => line.includes(`default/${incident} `) && says.test(line)),
      ran.stdout,
    ).toBe(true);
    const json = await verify(data, '--format', 'json');
    expect([json.code, JSON.parse(json.stdout)]).toMatchObject([1, { ok: false }]);
  });

  test('a log whose end was cut off is not healed by what happens after', async () => {
    const { data, end } = await lived();
    end();
    tamper(data, `DELETE FROM records WHERE ${entry(6)}`);
    const database = openDatabase(join(data, 'mendgate.db'));
    await commit(sqliteRecords(database), { tenant, incident: 'A' }, async () => ({
      output: null,
      log: [note('later')],
    }));
    database.close();
    const ran = await verify(data);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/BROKEN {2}default\/A {2}at entry 6: entry 6 carries number 7/);
  });
});

describe('checking changes nothing', () => {
  test('of a home that ended: no byte, no file', async () => {
    const { data, end } = await lived();
    end();
    const before = bytesOf(data);
    expect(Object.keys(before)).toEqual(['mendgate.db']);
    expect((await verify(data)).code).toBe(0);
    expect(bytesOf(data)).toEqual(before);
  });

  test('in a directory of any name', async () => {
    const { data, end } = await lived();
    end();
    const odd = join(folder(), '50% of? #1 ä b');
    cpSync(data, odd, { recursive: true });
    const ran = await verify(odd);
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringContaining('default/A  6 entries')]);
    expect(readdirSync(odd)).toEqual(['mendgate.db']);
  });

  test('of a home that runs: it reads what was written last, and neither database nor write-ahead log changes', async () => {
    const { data } = await lived();
    const kept = ({ 'mendgate.db': db, 'mendgate.db-wal': wal }: Record<string, string>) => ({ db, wal });
    const before = kept(bytesOf(data));
    expect(before.wal?.length).toBeGreaterThan(0);
    expect((await verify(data)).code).toBe(0);
    expect(kept(bytesOf(data))).toEqual(before);
  });

  test('of a home that was killed: what only the write-ahead log holds is read and stays there', async () => {
    const data = folder();
    const database = pathToFileURL(inRepo('src/adapters/local/database.ts')).href;
    const killed = spawnSync(process.execPath, [
      '--input-type=module',
      '-e',
      `
      const { openDatabase } = await import(${JSON.stringify(database)});
      const db = openDatabase(process.argv[1]);
      db.run("INSERT INTO records (pk, sk, type, v, rev, body) VALUES ('default#INC#A', 'META', 'INC', 1, 1, '{}')");
      process.kill(process.pid, 'SIGKILL');`,
      join(data, 'mendgate.db'),
    ]);
    expect(killed.signal).toBe('SIGKILL');
    const { 'mendgate.db-shm': _, ...before } = bytesOf(data);
    const ran = await verify(data);
    expect([ran.code, ran.stdout]).toEqual([1, expect.stringContaining('its log is missing')]);
    const { 'mendgate.db-shm': __, ...after } = bytesOf(data);
    expect(Object.keys(before)).toEqual(['mendgate.db', 'mendgate.db-wal']);
    expect(after).toEqual(before);
  });

  test.for<[string, number, RegExp]>([
    ['newer', 999, /newer Mendgate \(schema 999/],
    ['older', 0, /older Mendgate \(schema 0/],
  ])('a database of a %s Mendgate is refused and not upgraded', async ([, schema, says]) => {
    const { data, end } = await lived();
    end();
    tamper(data, `PRAGMA user_version = ${schema}`);
    const before = bytesOf(data);
    expectRefusal(await verify(data), 3, says);
    expect(bytesOf(data)).toEqual(before);
  });
});
