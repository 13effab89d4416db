import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';

const tools = join(import.meta.dirname, '..', '..', 'tools');
const urlOf = (name: string): string => JSON.stringify(pathToFileURL(join(tools, name)).href);

/** A checkout in which npm and the build only write down that they ran, so that it can be seen when they do. */
let root: string;
const at = (...path: string[]): string => join(root, ...path);
const diary = (): string[] => readFileSync(at('diary'), 'utf8').split('\n').filter(Boolean);

const npm = `
  const { appendFileSync, mkdirSync, readFileSync, writeFileSync, symlinkSync, existsSync } = require('node:fs');
  appendFileSync('diary', 'install begins\\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 150);
  mkdirSync('node_modules/node/bin', { recursive: true });
  writeFileSync('node_modules/node/package.json', '{"name":"node"}');
  if (!existsSync('node_modules/node/bin/node')) symlinkSync(process.execPath, 'node_modules/node/bin/node');
  writeFileSync('node_modules/.package-lock.json', readFileSync('package-lock.json'));
  appendFileSync('diary', 'install ends\\n');
`;
const build = `
  import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
  import { bundleStamp, consoleHash, consoleStampPath, sourcesHash } from ${urlOf('prepare.js')};
  const [, , , what] = process.argv;
  appendFileSync('diary', what + '\\n');
  mkdirSync('dist/console', { recursive: true });
  if (what === 'bundle') writeFileSync('dist/mendgate.js', bundleStamp(sourcesHash('.')) + '\\n');
  if (what === 'console') writeFileSync(consoleStampPath('.'), consoleHash('.'));
`;
const lock = (version: string): string =>
  JSON.stringify({ packages: { '': {}, 'node_modules/zod': { version, integrity: `sha512-${version}` } } });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mendgate-checkout-'));
  for (const folder of ['src/contracts', 'statemachines', 'tools/console', 'console', 'npm'])
    mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('package.json'), '{"type":"module"}');
  writeFileSync(at('npm', 'package.json'), '{}');
  writeFileSync(at('npm', 'npm-cli.js'), npm);
  writeFileSync(at('tools', 'build.ts'), build);
  writeFileSync(at('package-lock.json'), lock('1.0.0'));
  writeFileSync(at('src', 'a.ts'), 'export {};');
  writeFileSync(at('console', 'a.tsx'), 'export {};');
  writeFileSync(at('diary'), '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const program = `import { prepare } from ${urlOf('prepare.js')}; prepare('.');`;
const env = (): NodeJS.ProcessEnv => ({ ...process.env, npm_execpath: at('npm', 'npm-cli.js') });
const node = ['--input-type=module', '-e', program];
function prepared(): string[] {
  const before = diary().length;
  const { status, stderr } = spawnSync(process.execPath, node, { cwd: root, env: env(), encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return diary().slice(before);
}

const everything = ['install begins', 'install ends', 'bundle', 'console'];

test('a fresh clone is installed and built; a ready one is left alone', () => {
  expect(prepared()).toEqual(everything);
  expect(prepared()).toEqual([]);
});

describe('what was ready is made again when', () => {
  // Made ready once, and copied from then on: each making starts four processes and an install that takes its time.
  let ready: string | undefined;
  beforeEach(() => {
    if (ready === undefined) {
      prepared();
      ready = mkdtempSync(join(tmpdir(), 'mendgate-ready-'));
      cpSync(root, ready, { recursive: true, verbatimSymlinks: true });
    } else cpSync(ready, root, { recursive: true, verbatimSymlinks: true });
  });
  afterAll(() => void (ready && rmSync(ready, { recursive: true })));

  test.each<[string, () => void, string[]]>([
    ['the lock file changed', () => writeFileSync(at('package-lock.json'), lock('1.0.1')), everything],
    ['node_modules is gone', () => rmSync(at('node_modules'), { recursive: true }), ['install begins', 'install ends']],
    ['a source changed', () => writeFileSync(at('src', 'a.ts'), 'export const a = 1;'), ['bundle']],
    ['a source appeared', () => writeFileSync(at('src', 'b.ts'), ''), ['bundle']],
    ['a source went away', () => rmSync(at('src', 'a.ts')), ['bundle']],
    ['a machine changed', () => writeFileSync(at('statemachines', 'a.asl.json'), '{}'), ['bundle']],
    ['a screen changed', () => writeFileSync(at('console', 'a.tsx'), 'export const a = 1;'), ['console']],
    ['a contract changed', () => writeFileSync(at('src', 'contracts', 'a.ts'), ''), ['bundle', 'console']],
    ['the console is gone', () => rmSync(at('dist', 'console'), { recursive: true }), ['console']],
    ['all is gone', () => rmSync(at('dist'), { recursive: true }), ['bundle', 'console']],
    ['the bundle is gone', () => rmSync(at('dist', 'mendgate.js')), ['bundle']],
    ['the bundle is empty', () => writeFileSync(at('dist', 'mendgate.js'), ''), ['bundle']],
  ])('%s', (_, change, made) => {
    change();
    expect(prepared()).toEqual(made);
    expect(prepared()).toEqual([]);
  });

  test('but not when somebody installed by hand', () => {
    writeFileSync(at('package-lock.json'), lock('2.0.0'));
    writeFileSync(at('node_modules', '.package-lock.json'), lock('2.0.0'));
    expect(prepared()).toEqual(['bundle', 'console']);
  });
});

test('three at once: one installs, the others wait for it', async () => {
  const codes = await Promise.all(
    [1, 2, 3].map(
      () =>
        new Promise((resolve) =>
          spawn(process.execPath, node, { cwd: root, env: env(), stdio: 'ignore' }).once('exit', resolve),
        ),
    ),
  );
  expect(codes).toEqual([0, 0, 0]);
  expect(diary().filter((line) => line.startsWith('install'))).toEqual(['install begins', 'install ends']);
});

test('the lock of an installer that was killed does not stop the next one', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(at('.installing'), String(pid));
  expect(prepared()).toEqual(everything);
});

test('an install that fails says so and leaves no lock', () => {
  writeFileSync(at('npm', 'npm-cli.js'), 'process.exit(1)');
  const run = () => spawnSync(process.execPath, node, { cwd: root, env: env(), encoding: 'utf8' });
  expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('npm ci failed') });
  writeFileSync(at('npm', 'npm-cli.js'), npm);
  expect(prepared()).toEqual(everything);
});

test('sources may hold links', () => {
  prepared();
  symlinkSync(at('src', 'a.ts'), at('src', 'link.ts'));
  expect(prepared()).toEqual(['bundle']);
});
