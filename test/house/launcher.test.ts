import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findNode, isNewEnough } from '../../bin/node24.js';

const root = join(import.meta.dirname, '..', '..');

/** A package as installed, whose bundle says what reached it. Without sources: nothing is built. */
const home = mkdtempSync(join(tmpdir(), 'mendgate-launcher-'));
const launcher = join(home, 'bin', 'mendgate.js');
const bundle = `
  import { writeFileSync } from 'node:fs';
  const args = process.argv.slice(2);
  if (args[0] === 'exit') process.exitCode = Number(args[1]);
  else if (args[0] === 'throw') throw new Error('broken on purpose');
  else if (args[0] === 'wait') {
    const alive = setInterval(() => {}, 1000);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => { clearInterval(alive); writeFileSync(args[1], signal); process.exitCode = 7; });
    console.log('ready ' + process.pid);
  } else console.log(JSON.stringify({ args, root: process.env.MENDGATE_ROOT, version: process.version }));
`;

/** Makes a Node believe it is an old one. What it starts is not told. */
const oldNode = ['--import', `data:text/javascript,Object.defineProperty(process,'version',{value:'v20.19.0'});`];

beforeAll(() => {
  for (const folder of ['bin', 'dist']) mkdirSync(join(home, folder));
  writeFileSync(join(home, 'package.json'), '{"type":"module"}');
  writeFileSync(join(home, 'dist', 'mendgate.js'), bundle);
  for (const name of ['mendgate.js', 'node24.js']) copyFileSync(join(root, 'bin', name), join(home, 'bin', name));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (node: readonly string[], ...args: string[]) =>
  spawnSync(process.execPath, [...node, launcher, ...args], { encoding: 'utf8' });

/** With a newer Node beside it, as `npm install node` puts it there. */
function withNodeBeside(act: () => void | Promise<void>): () => Promise<void> {
  return async () => {
    const beside = join(home, 'node_modules', 'node');
    mkdirSync(join(beside, 'bin'), { recursive: true });
    writeFileSync(join(beside, 'package.json'), '{"name":"node"}');
    symlinkSync(process.execPath, join(beside, 'bin', 'node'));
    try {
      await act();
    } finally {
      rmSync(join(home, 'node_modules'), { recursive: true, force: true });
    }
  };
}

test.each([
  ['v24.0.0', true],
  ['v26.1.0', true],
  ['v100.0.0', true],
  ['v23.11.1', false],
  ['v20.20.2', false],
  ['v4.9.1', false],
  ['', false],
  ['nonsense', false],
])('Node %s is new enough: %s', (version, answer) => {
  expect(isNewEnough(version)).toBe(answer);
});

test('the running Node is taken when it will do, else the one beside the package, else none', () => {
  expect(findNode(home)).toBe(process.execPath);
  expect(findNode(root, 'v20.0.0')).toBe(join(root, 'node_modules', 'node', 'bin', 'node'));
  expect(findNode(home, 'v20.0.0')).toBeUndefined();
});

test('too old and no other: says what to install, on stderr alone, exit 3', () => {
  const { status, stdout, stderr } = run(oldNode, 'start');
  expect({ status, stdout }).toEqual({ status: 3, stdout: '' });
  expect(stderr).toMatch(/Node v20\.19\.0.*needs Node 24/);
  expect(stderr).toMatch(/nodejs\.org|npm install node@24/);
});

describe.each([
  ['in this process', []],
  ['in a newer Node', oldNode],
])('%s', (_, node) => {
  test(
    'arguments arrive as they were given, and the package knows where it is',
    withNodeBeside(() => {
      const odd = ['alarm', 'a b', '', '--x=$HOME', 'ü"\'\\', '*'];
      const { status, stdout } = run(node, ...odd);
      expect(status).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ args: odd, root: home, version: process.version });
    }),
  );

  test.each([0, 1, 2, 3, 42])('exit code %i is passed on', (code) =>
    withNodeBeside(() => expect(run(node, 'exit', String(code)).status).toBe(code))(),
  );

  test(
    'a bundle that breaks is the world failing: exit 3 and its words',
    withNodeBeside(() => {
      const { status, stderr } = run(node, 'throw');
      expect(status).toBe(3);
      expect(stderr).toContain('broken on purpose');
    }),
  );

  test.each(['SIGINT', 'SIGTERM'] as const)('%s reaches the bundle, which ends as it likes', (signal) =>
    withNodeBeside(async () => {
      const told = join(home, `${signal}-${node.length}`);
      const { child } = await waiting(node, told);
      child.kill(signal);
      expect(await exitOf(child)).toBe(7);
      expect(existsSync(told)).toBe(true);
    })(),
  );
});

test(
  'a launcher that is killed outright takes its home along',
  withNodeBeside(async () => {
    const told = join(home, 'orphan');
    const { child, pid } = await waiting(oldNode, told);
    expect(pid).not.toBe(child.pid);
    child.kill('SIGKILL');
    await exitOf(child);
    // It was asked to end as by anybody else; what it does then it does as ever.
    await appears(told);
  }),
);

test('is read by any Node with modules: no syntax newer than 2020', async () => {
  for (const name of ['bin/mendgate.js', 'bin/node24.js', 'tools/prepare.js', 'tools/ready.js', 'tools/only-one.js']) {
    const text = readFileSync(join(root, name), 'utf8');
    const squeeze = (code: string) => transform(code, { target: 'esnext', minifyWhitespace: true });
    // What a 2020 target would have to rewrite is newer than 2020.
    const lowered = await transform(text, { target: 'es2020' });
    expect((await squeeze(lowered.code)).code, name).toBe((await squeeze(text)).code);
  }
});

/** Starts the bundle that waits; resolves once it can take signals, with the pid of whoever runs it. */
async function waiting(node: readonly string[], told: string): Promise<{ child: ChildProcess; pid: number }> {
  const child = spawn(process.execPath, [...node, launcher, 'wait', told], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => child.stdout?.once('data', (data) => resolve(String(data))));
  return { child, pid: Number(/ready (\d+)/.exec(line)?.[1]) };
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)));

/** Another process's writing gives no event: looked for until the test's own time limit. */
async function appears(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((resolve) => setImmediate(resolve));
}
