import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { type DataDirectory, openDataDirectory } from '../../../src/adapters/local/data-directory.ts';
import { openDatabase } from '../../../src/adapters/local/database.ts';
import { readHome } from '../../../src/adapters/local/home.ts';
import { sqliteRecords } from '../../../src/adapters/local/records.ts';
import { Fault } from '../../../src/contracts/fault.ts';

const root = mkdtempSync(join(tmpdir(), 'mendgate-directory-'));
afterAll(() => rmSync(root, { recursive: true }));
let made = 0;
const fresh = (): string => join(root, `${++made}`);
const modeOf = (path: string): number => statSync(path).mode & 0o777;
const address = 'http://127.0.0.1:4650';
const startedAt = '2026-01-01T00:00:00.000Z';

function faultOf(attempt: () => unknown): Fault {
  try {
    attempt();
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  throw new Error('nothing was refused');
}
const refusal = (path: string): Fault => faultOf(() => openDataDirectory(path).close());
const using = (path: string, body: (directory: DataDirectory) => void): void => {
  const directory = openDataDirectory(path);
  try {
    body(directory);
  } finally {
    directory.close();
  }
};

describe('a data directory', () => {
  test('is made, with its parents, for its owner alone', () => {
    const path = join(fresh(), 'deep', 'down');
    using(path, (directory) => {
      directory.announce({ address, startedAt });
      expect(modeOf(path)).toBe(0o700);
      expect(modeOf(directory.secretsPath)).toBe(0o700);
      for (const name of ['home.json', 'owner.token', 'seal.key', 'mendgate.json']) {
        expect(modeOf(join(path, name)), name).toBe(0o600);
      }
    });
  });

  test('one that stood open to others is closed to them', () => {
    const path = fresh();
    mkdirSync(path, { mode: 0o755 });
    using(path, () => expect(modeOf(path)).toBe(0o700));
  });

  test('keeps its seal key, and makes the owner token anew', () => {
    const path = fresh();
    let first: { key: string; token: string } | undefined;
    using(path, ({ sealKey, ownerToken }) => {
      expect(sealKey).toHaveLength(32);
      expect(ownerToken).toMatch(/^[\w-]{43}$/);
      first = { key: Buffer.from(sealKey).toString('hex'), token: ownerToken };
    });
    using(path, ({ sealKey, ownerToken }) => {
      expect(Buffer.from(sealKey).toString('hex')).toBe(first?.key);
      expect(ownerToken).not.toBe(first?.token);
    });
    using(fresh(), ({ sealKey }) => expect(Buffer.from(sealKey).toString('hex')).not.toBe(first?.key));
  });

  test('leaves nothing half written behind', () => {
    const path = fresh();
    using(path, (directory) => {
      openDatabase(directory.databasePath).close();
      directory.announce({ address, startedAt });
      expect(readdirSync(path).sort()).toEqual([
        'holder.json',
        'home.json',
        'lock',
        'mendgate.db',
        'mendgate.json',
        'owner.token',
        'seal.key',
        'secrets',
      ]);
    });
    expect(readdirSync(path).sort()).toEqual(['lock', 'mendgate.db', 'mendgate.json', 'seal.key', 'secrets']);
  });
});

describe('a running home', () => {
  test('is found by what it announced, from the announcement to the end', () => {
    const path = fresh();
    const none = faultOf(() => readHome(path));
    expect(none.word).toBe('NotFound');
    expect(none.message).toContain('mendgate start');
    using(path, (directory) => {
      expect(faultOf(() => readHome(path)).word).toBe('NotFound');
      directory.announce({ address, startedAt });
      expect(readHome(path)).toEqual({ address, pid: process.pid, startedAt, token: directory.ownerToken });
    });
    expect(faultOf(() => readHome(path)).word).toBe('NotFound');
  });

  test('one that was killed is not found, though its files are there: its port may be anybody’s', () => {
    const path = fresh();
    using(path, () => {});
    writeFileSync(join(path, 'home.json'), JSON.stringify({ address, pid: 1, startedAt }));
    writeFileSync(join(path, 'owner.token'), 'token');
    expect(faultOf(() => readHome(path)).word).toBe('NotFound');
    using(path, () => expect(existsSync(join(path, 'owner.token')), 'the next one clears them').toBe(false));
  });

  test.each(['', '{', '[]', '{"address":"no url","pid":1,"startedAt":"2026-01-01T00:00:00.000Z"}'])(
    'an announcement of %j is none',
    (text) => {
      const path = fresh();
      using(path, (directory) => {
        directory.announce({ address, startedAt });
        writeFileSync(join(path, 'home.json'), text);
        expect(faultOf(() => readHome(path)).word).toBe('NotFound');
      });
    },
  );
});

describe('refused, with a hint, and left as it was:', () => {
  test('one that is held, by naming the holder', () => {
    const path = fresh();
    using(path, (directory) => {
      directory.announce({ address, startedAt });
      const fault = refusal(path);
      expect(fault.word).toBe('Conflict');
      expect(fault.message).toContain(`process ${process.pid}`);
      expect(fault.extra).toEqual({ pid: process.pid });
      const link = fresh();
      symlinkSync(path, link);
      expect(refusal(link).word, 'under another name too').toBe('Conflict');
      expect(readHome(path).token, 'the holder is not disturbed').toBe(directory.ownerToken);
    });
    using(path, () => {});
  });

  test('a directory that holds files and is not ours', () => {
    const path = fresh();
    mkdirSync(path, { mode: 0o755 });
    writeFileSync(join(path, 'thesis.txt'), 'years of work');
    const fault = refusal(path);
    expect(fault.word).toBe('Malformed');
    expect(fault.message).toMatch(/foreign data directory.*thesis\.txt/);
    expect(readdirSync(path)).toEqual(['thesis.txt']);
    expect(modeOf(path)).toBe(0o755);
  });

  test.each(['{"format":"mendgate.data/2"}', 'not json', ''])('one marked by %j', (text) => {
    const path = fresh();
    mkdirSync(path);
    writeFileSync(join(path, 'mendgate.json'), text);
    const fault = refusal(path);
    expect(fault.word).toBe('Unavailable');
    expect(readdirSync(path)).toEqual(['mendgate.json']);
  });

  test('a file instead of a directory, and a path below a file', () => {
    const path = fresh();
    writeFileSync(path, 'a file');
    for (const given of [path, join(path, 'below')]) {
      const fault = refusal(given);
      expect(fault.word).toBe('Malformed');
      expect(fault.hint).toContain('directory');
    }
    expect(readFileSync(path, 'utf8')).toBe('a file');
  });

  test.runIf(existsSync('/proc/self'))('a place where nothing can be made (Linux only: it takes /proc)', () => {
    const fault = refusal('/proc/mendgate');
    expect(fault.word).toBe('Unavailable');
    expect(fault.hint).not.toBe('');
  });

  test.skipIf(process.getuid?.() === 0)(
    'one without the right to write (not as root, who may write everywhere)',
    () => {
      const path = fresh();
      mkdirSync(path, { mode: 0o500 });
      expect(refusal(path).word).toBe('Unavailable');
    },
  );

  test('one whose seal key was lost or cut, as long as there is something sealed', () => {
    const path = fresh();
    using(path, (directory) => openDatabase(directory.databasePath).close());
    const key = join(path, 'seal.key');
    const bytes = readFileSync(key);
    writeFileSync(key, bytes.subarray(0, 31));
    expect(refusal(path).word).toBe('Unavailable');
    rmSync(key);
    const fault = refusal(path);
    expect(fault.word).toBe('Unavailable');
    expect(fault.hint).toContain('backup');
    expect(existsSync(key), 'no new one is made in its place').toBe(false);
    writeFileSync(key, bytes);
    using(path, ({ sealKey }) => expect(Buffer.from(sealKey).equals(bytes)).toBe(true));
  });
});

test.each(['mendgate.json.77.unfinished', 'lost+found'])('%s alone does not make a directory foreign', (name) => {
  const path = fresh();
  mkdirSync(path);
  writeFileSync(join(path, name), '{');
  using(path, () => expect(existsSync(join(path, 'seal.key'))).toBe(true));
});

test('a home that is killed leaves no lock, and everything it had confirmed', async () => {
  const path = fresh();
  const program = fileURLToPath(new URL('holder-program.ts', import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [program, path], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stderr?.on('data', (text) => {
    err += text;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve) => {
    child.stdout?.on('data', (text) => {
      out += text;
      if (out.split('\n').length > 100) resolve();
    });
    ended.then(() => resolve());
  });
  expect(err).toBe('');

  const fault = refusal(path);
  expect(fault.word).toBe('Conflict');
  expect(fault.extra).toEqual({ pid: child.pid });
  expect(readHome(path)).toMatchObject({ address, pid: child.pid });

  process.kill(child.pid ?? 0, 'SIGKILL');
  await ended;
  expect(faultOf(() => readHome(path)).word).toBe('NotFound');
  const directory = openDataDirectory(path);
  const db = openDatabase(directory.databasePath);
  const told = out.split('\n').slice(0, -1);
  const stored = new Set((await sqliteRecords(db).query({ pk: 'p' })).items.map(({ sk }) => sk));
  expect(told.length).toBeGreaterThanOrEqual(100);
  expect(told.filter((n) => !stored.has(n))).toEqual([]);
  db.close();
  directory.close();
});
