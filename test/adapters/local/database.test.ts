import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/local/database.ts';
import { sqliteRecords } from '../../../src/adapters/local/records.ts';
import { Fault } from '../../../src/contracts/fault.ts';

const dir = mkdtempSync(join(tmpdir(), 'mendgate-database-'));
afterAll(() => rmSync(dir, { recursive: true }));
let files = 0;
const file = (): string => join(dir, `${++files}.db`);
const faultOf = (attempt: () => unknown): Fault => {
  try {
    attempt();
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
};
const refused = (path: string): Fault => faultOf(() => openDatabase(path).close());

/** A closed database with some hundred pages of records in it. */
async function filled(): Promise<string> {
  const path = file();
  const db = openDatabase(path);
  const records = sqliteRecords(db);
  for (let n = 0; n < 5; n += 1) {
    const put = { pk: 'p', sk: `${n}`, type: 't', v: 1, rev: 1, body: { text: 'x'.repeat(100_000) } };
    await records.write([{ put, when: 'absent' }]);
  }
  db.close();
  return path;
}

describe('steps of the schema', () => {
  const steps = ['CREATE TABLE one (a TEXT); INSERT INTO one VALUES (1)', 'CREATE TABLE two (b TEXT)'];

  test('are run once each, in order, the new ones on an old file too', () => {
    const path = file();
    openDatabase(path, steps.slice(0, 1)).close();
    for (let again = 0; again < 3; again += 1) openDatabase(path, steps).close();
    const db = openDatabase(path, steps);
    expect(db.all('SELECT a FROM one')).toHaveLength(1);
    expect(db.all('SELECT b FROM two')).toHaveLength(0);
    expect(db.first('PRAGMA user_version')).toMatchObject({ user_version: 2 });
    db.close();
  });

  test('one that fails leaves the file as it was', () => {
    const path = file();
    openDatabase(path, steps.slice(0, 1)).close();
    expect(faultOf(() => openDatabase(path, [steps[0] ?? '', 'CREATE TABLE two (b TEXT); SELECT nonsense'])).word).toBe(
      'Bug',
    );
    const db = openDatabase(path, steps.slice(0, 1));
    expect(db.all("SELECT name FROM sqlite_schema WHERE name = 'two'")).toEqual([]);
    db.close();
  });

  test('a file of a newer Mendgate is refused and left alone', () => {
    const path = file();
    openDatabase(path, steps).close();
    const before = readFileSync(path);
    const fault = faultOf(() => openDatabase(path, steps.slice(0, 1)));
    expect(fault.word).toBe('Unavailable');
    expect(fault.message).toContain('newer Mendgate');
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('what is no database of ours is refused, says what to do, and is left alone', () => {
  test.each<{ what: string; make: (path: string) => void | Promise<void>; says: RegExp }>([
    {
      what: 'a text file',
      make: (path) => writeFileSync(path, 'hello '.repeat(1000)),
      says: /not a Mendgate data directory/,
    },
    { what: 'a short text file', make: (path) => writeFileSync(path, 'hello'), says: /not a Mendgate data directory/ },
    {
      what: 'the database of another program',
      make: (path) => {
        const other = new DatabaseSync(path);
        other.exec('CREATE TABLE customers (name TEXT)');
        other.close();
      },
      says: /not a Mendgate data directory/,
    },
    {
      what: 'the marked database of another program',
      make: (path) => {
        const other = new DatabaseSync(path);
        other.exec('PRAGMA application_id = 42');
        other.close();
      },
      says: /not a Mendgate data directory/,
    },
    {
      what: 'a file cut off in the middle',
      make: async (path) => {
        copyFileSync(await filled(), path);
        truncateSync(path, 4096 * 40);
      },
      says: /[Rr]estore it/,
    },
    {
      what: 'a file whose pages were overwritten',
      make: async (path) => {
        const bytes = readFileSync(await filled());
        bytes.fill(0xa5, 4096, 4096 * 12);
        writeFileSync(path, bytes);
      },
      says: /[Rr]estore it/,
    },
  ])('$what', async ({ make, says }) => {
    const path = file();
    await make(path);
    const before = readFileSync(path);
    const fault = refused(path);
    expect(fault.word).toBe('Unavailable');
    expect(fault.hint).toMatch(says);
    expect(fault.message).toContain(path);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test.each([
    { what: 'a directory', path: () => dir },
    { what: 'a path without its directory', path: () => join(dir, 'nowhere', 'a.db') },
  ])('$what', ({ path }) => {
    const fault = refused(path());
    expect(fault.word).toBe('Unavailable');
    expect(fault.hint).not.toBe('');
  });

  test('a sound file opens: the refusals above are about the files', async () => {
    const db = openDatabase(await filled());
    expect(db.first('SELECT count(*) AS n FROM records')).toMatchObject({ n: 5 });
    db.close();
  });
});

describe('an open database', () => {
  test('is readable by its owner only, survives a power cut, keeps foreign keys', () => {
    const path = file();
    const db = openDatabase(path);
    db.run("INSERT INTO objects (sha256, bytes) VALUES ('a', x'00')");
    for (const name of [path, `${path}-wal`]) expect(statSync(name).mode & 0o777).toBe(0o600);
    expect(db.first('PRAGMA journal_mode')).toMatchObject({ journal_mode: 'wal' });
    expect(db.first('PRAGMA synchronous'), '2 is FULL').toMatchObject({ synchronous: 2 });
    expect(db.first('PRAGMA foreign_keys')).toMatchObject({ foreign_keys: 1 });
    db.close();
  });

  test('a transaction that throws leaves nothing, and the next one works', () => {
    const db = openDatabase(':memory:');
    const insert = () => db.run("INSERT INTO objects (sha256, bytes) VALUES ('a', x'00')");
    const stop = new Fault('Stale', 'stop', 'stop');
    const fault = faultOf(() =>
      db.transaction(() => {
        insert();
        throw stop;
      }),
    );
    expect(fault).toBe(stop);
    expect(db.all('SELECT * FROM objects')).toEqual([]);
    db.transaction(insert);
    expect(db.all('SELECT * FROM objects')).toHaveLength(1);
    db.close();
  });

  test('a full disk is Unavailable, and what was not confirmed is not there', async () => {
    const db = openDatabase(file());
    db.run('PRAGMA max_page_count = 60');
    const records = sqliteRecords(db);
    const put = { pk: 'p', sk: 's', type: 't', v: 1, rev: 1, body: { text: 'x'.repeat(290_000) } };
    const thrown = await records.write([{ put, when: 'absent' }]).catch((fault) => fault);
    expect(thrown).toBeInstanceOf(Fault);
    expect(thrown.word).toBe('Unavailable');
    expect(thrown.message).toContain('disk is full');
    expect(await records.get(put)).toBeUndefined();
    expect(await records.write([{ put: { ...put, body: {} }, when: 'absent' }])).toEqual({ ok: true });
    db.close();
  });

  test('another writer is Contended', async () => {
    const path = file();
    const [one, two] = [openDatabase(path), openDatabase(path)];
    two.run('PRAGMA busy_timeout = 0');
    const put = { pk: 'p', sk: 's', type: 't', v: 1, rev: 1, body: {} };
    one.run('BEGIN IMMEDIATE');
    const thrown = await sqliteRecords(two)
      .write([{ put, when: 'absent' }])
      .catch((fault) => fault);
    expect(thrown.word).toBe('Contended');
    one.run('COMMIT');
    expect(await sqliteRecords(two).write([{ put, when: 'absent' }])).toEqual({ ok: true });
    expect(await sqliteRecords(one).get(put)).toEqual(put);
    one.close();
    two.close();
  });

  test('what comes after it was closed is Unavailable', async () => {
    const db = openDatabase(':memory:');
    db.close();
    db.close();
    const thrown = await sqliteRecords(db)
      .get({ pk: 'p', sk: 's' })
      .catch((fault) => fault);
    expect(thrown.word).toBe('Unavailable');
  });
});

test('a program that opens one says nothing on stderr: no warning of an experiment', () => {
  const module = fileURLToPath(new URL('../../../src/adapters/local/database.ts', import.meta.url));
  const program = `import { openDatabase } from ${JSON.stringify(module)}; openDatabase(':memory:').close(); console.log('opened');`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  expect({ out: ran.stdout, err: ran.stderr }).toEqual({ out: 'opened\n', err: '' });
});
