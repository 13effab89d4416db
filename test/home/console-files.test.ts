import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consoleHeaders, consolePaths, isConsolePath } from '../../src/contracts/console.ts';
import { routes } from '../../src/contracts/routes.ts';
import { type ConsoleFiles, consoleFiles } from '../../src/runtime/local/console-files.ts';

const script = `console.log(${JSON.stringify('x'.repeat(4000))});`;
let root: string;
let files: ConsoleFiles;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'mendgate-console-'));
  const folder = join(root, 'console');
  mkdirSync(join(folder, 'assets', 'deeper'), { recursive: true });
  mkdirSync(join(folder, '.vite'));
  for (const [name, text] of [
    ['index.html', '<!doctype html>the page'],
    ['first-paint.js', 'first()'],
    ['THIRD-PARTY-LICENSES.txt', 'licences'],
    ['.built-from', 'a hash'],
    ['.vite/manifest.json', '{}'],
    ['assets/index-AbC123.js', script],
    ['assets/font-1-x_y-Z.woff2', 'font'],
    ['assets/deeper/secret.js', 'no'],
    ['../owner.token', 'a secret beside it'],
  ] as const)
    writeFileSync(join(folder, name), text);
  files = consoleFiles(folder);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
const get = (path: string, accepts?: string) => files.answer('GET', path, accepts);

describe('what is served', () => {
  test.each([
    '/',
    '/incidents',
    '/incidents/01KTEST',
    '/incidents/01KTEST/timeline',
    '/decide',
    '/holds/',
    '/settings/policy',
  ])('%s is the page, asked for anew each time', async (path) => {
    const response = get(path);
    expect(response?.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response?.headers.get('cache-control')).toBe('no-cache');
    expect(await response?.text()).toContain('the page');
  });

  test('hashed parts are kept for ever, packed when the browser takes that', async () => {
    const plain = get('/assets/index-AbC123.js');
    expect(plain?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(plain?.headers.get('content-encoding')).toBeNull();
    const packed = get('/assets/index-AbC123.js', 'gzip, br');
    expect(packed?.headers.get('content-encoding')).toBe('gzip');
    const bytes = Buffer.from((await packed?.arrayBuffer()) ?? new ArrayBuffer(0));
    expect(packed?.headers.get('content-length')).toBe(String(bytes.length));
    expect(gunzipSync(bytes).toString()).toBe(script);
    expect(get('/assets/font-1-x_y-Z.woff2', 'gzip')?.headers.get('content-encoding')).toBeNull();
  });

  test('HEAD tells the size and brings nothing', async () => {
    const response = files.answer('HEAD', '/first-paint.js');
    expect(response?.headers.get('content-length')).toBe('7');
    expect(await response?.text()).toBe('');
  });

  test('every answer carries the policy', () => {
    for (const path of ['/', '/assets/index-AbC123.js', '/assets/font-1-x_y-Z.woff2'])
      for (const [name, value] of Object.entries(consoleHeaders()))
        expect(get(path)?.headers.get(name), name).toBe(value);
  });
});

describe('what is not', () => {
  test.each([
    '/owner.token',
    '/../owner.token',
    '/assets/../../owner.token',
    '/assets/..%2f..%2fowner.token',
    '/%2e%2e/owner.token',
    '/assets\\..\\..\\owner.token',
    '/assets/deeper/secret.js',
    '/.built-from',
    '/.vite/manifest.json',
    '/THIRD-PARTY-LICENSES.txt',
    '/index.html/',
    '//index.html',
    '/assets/',
    '/assets/nothing.js',
    '/__proto__',
    '/constructor',
    '/incidents/a/b/c',
    '/api/v1/nothing',
    '/hooks/x/y',
    '/metrics',
  ])('%s', (path) => {
    expect(get(path)).toBeUndefined();
  });

  test('nothing by another method', () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])
      expect(files.answer(method, '/')).toBeUndefined();
  });

  test('no path, however it is written, reaches a file that is not listed', async () => {
    const listed = ['the page', 'first()', script, 'font'];
    const piece = fc.constantFrom(
      '..',
      '.',
      '',
      'assets',
      'owner.token',
      '%2e%2e',
      '.built-from',
      'deeper',
      'secret.js',
      '\0',
    );
    const path = fc.oneof(
      fc.array(piece).map((pieces) => `/${pieces.join('/')}`),
      fc.webPath(),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(path, async (asked) => {
        const text = await get(asked)?.text();
        expect(text === undefined || listed.some((one) => text.includes(one))).toBe(true);
      }),
    );
  });

  test('a home without a built console serves none', () => {
    expect(consoleFiles(join(root, 'nowhere')).answer('GET', '/')).toBeUndefined();
  });
});

describe('pages and routes', () => {
  test('no page hides a route, and no route a page', () => {
    for (const { path } of routes) expect(isConsolePath(path.replace(/:\w+/g, 'x')), path).toBe(false);
    for (const path of consolePaths) expect(isConsolePath(path.replace(/:\w+/g, '01K.x-_~%41')), path).toBe(true);
  });

  test('a place for an id is one piece, and bounded', () => {
    for (const id of ['a/b/c', '', '<script>', 'a b', `${'x'.repeat(201)}`])
      expect(isConsolePath(`/dead-letters/${id}`) && id !== '', id).toBe(false);
  });

  test('the policy: nothing in line, nothing made of text, nobody frames it, and an issuer is the only other it speaks to', () => {
    const policy = consoleHeaders(['https://login.example.com'])['content-security-policy'] ?? '';
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("connect-src 'self' https://login.example.com;");
  });
});
