import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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
  const building = Promise.all([run('tools/build.ts', '--only', 'bundle'), run('tools/build.ts', '--only', 'bundle')]);
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
  expect(await run('tools/build.ts', '--only', 'bundle')).toMatchObject({ code: 0 });
  expect(readdirSync(join(dist, 'chunks')).filter((name) => name.includes('TEST'))).toEqual(['young-TEST.js']);
  rmSync(young);
});

test('the same sources give the same bundle', async () => {
  // Built from them by the test before.
  const before = readFileSync(join(dist, 'mendgate.js'), 'utf8');
  expect(await run('tools/build.ts', '--only', 'bundle')).toMatchObject({ code: 0 });
  expect(readFileSync(join(dist, 'mendgate.js'), 'utf8')).toBe(before);
});

describe('the console', () => {
  const folder = join(dist, 'console');
  const build = () => run('tools/build.ts', '--only', 'console');
  const page = () => readFileSync(join(folder, 'index.html'), 'utf8');

  test('two builds at once give one console, whole, and the same sources the same page', async () => {
    expect((await Promise.all([build(), build()])).map(({ code }) => code)).toEqual([0, 0]);
    const before = page();
    const named = [...before.matchAll(/"\/(assets\/[\w.-]+)"/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(2);
    expect(readdirSync(join(folder, 'assets'))).toEqual(
      expect.arrayContaining(named.map((name) => name.slice('assets/'.length))),
    );
    expect(readdirSync(join(folder, 'assets')).filter((name) => /\.\d+$/.test(name))).toEqual([]);
    await build();
    expect(page()).toBe(before);
  }, 120_000);

  test('parts that an open page may yet ask for stay for a while, not for ever', async () => {
    const young = join(folder, 'assets', 'young-TEST.js');
    const old = join(folder, 'assets', 'old-TEST.js');
    for (const path of [young, old]) writeFileSync(path, '');
    utimesSync(old, 0, 0);
    expect(await build()).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, 'assets')).filter((name) => name.includes('TEST'))).toEqual(['young-TEST.js']);
    rmSync(young);
  }, 60_000);

  test('holds nothing in line that its policy forbids, and fonts as files', () => {
    expect(page()).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/);
    const styles = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.css'));
    for (const name of styles) expect(readFileSync(join(folder, 'assets', name), 'utf8')).not.toContain('data:font');
    expect(readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.woff2'))).toHaveLength(8);
  });

  test('is the one people get, although a test has built it: nothing in it is for developers of React', () => {
    expect(process.env.NODE_ENV, 'what the build above was told').toBe('test');
    const parts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
    expect(parts.length).toBeGreaterThan(5);
    const said = (name: string) => /cannot be a descendant of|react-stack-top-frame/.test(text(name));
    const text = (name: string) => readFileSync(join(folder, 'assets', name), 'utf8');
    // Parts of an earlier build may lie beside: those the page begins with are of this one.
    expect(parts.filter((name) => page().includes(name) && said(name))).toEqual([]);
  });

  test('names the licence of every package in it', () => {
    const notices = readFileSync(join(folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['react', '@cloudscape-design/components', '@tanstack/query-core', 'wouter', 'oidc-client-ts'])
      expect(notices).toContain(`${name} `);
    expect(notices).toContain('SIL Open Font License');
  });
});
