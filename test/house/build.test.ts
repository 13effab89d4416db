import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..', '..');
const dist = join(root, 'dist');

/** Runs a program of this checkout to its end. */
const run = (...args: string[]): Promise<{ code: number | null; stdout: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
    let stdout = '';
    child.stdout.on('data', (data) => {
      stdout += String(data);
    });
    child.once('exit', (code) => resolve({ code, stdout }));
  });
const version = () => run('bin/mendgate.js', '--version');
const works = { code: 0, stdout: `${manifest.version}\n` };

test('builds at the same moment, and homes that start meanwhile, do not hurt each other', async () => {
  expect(await version()).toEqual(works);
  const building = Promise.all([run('tools/build.ts'), run('tools/build.ts')]);
  expect(await Promise.all([version(), version()])).toEqual([works, works]);
  expect((await building).map(({ code }) => code)).toEqual([0, 0]);
  expect(await version()).toEqual(works);
  // Nothing half-written is left: each file came in one rename.
  expect(readdirSync(dist).filter((name) => /\.\d+$/.test(name))).toEqual([]);
}, 60_000);

test('a chunk that a running home may yet load stays for a while, not for ever', async () => {
  mkdirSync(join(dist, 'chunks'), { recursive: true });
  const young = join(dist, 'chunks', 'young-TEST.js');
  const old = join(dist, 'chunks', 'old-TEST.js');
  for (const path of [young, old]) writeFileSync(path, '');
  utimesSync(old, 0, 0);
  expect(await run('tools/build.ts')).toMatchObject({ code: 0 });
  expect(readdirSync(join(dist, 'chunks')).filter((name) => name.includes('TEST'))).toEqual(['young-TEST.js']);
  rmSync(young);
});

test('the same sources give the same bundle', async () => {
  await run('tools/build.ts');
  const before = readFileSync(join(dist, 'mendgate.js'), 'utf8');
  await run('tools/build.ts');
  expect(readFileSync(join(dist, 'mendgate.js'), 'utf8')).toBe(before);
});
