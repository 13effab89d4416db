// Plain JavaScript on purpose: it runs under the machine's own Node, before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findNode, nodeIsTooOld } from '../bin/node24.js';
import { onlyOne } from './only-one.js';

/**
 * Makes a checkout ready: the locked dependencies installed, bundle and console built from the sources as they are now.
 * Quiet and quick when there is nothing to do. Two at once wait for each other.
 * @param {string} root
 * @param {{ bundle?: boolean }} [options]
 */
export function prepare(root, { bundle = true } = {}) {
  if (!isInstalled(root))
    onlyOne(join(root, '.installing'), 'installs the dependencies', () => {
      if (!isInstalled(root)) install(root);
    });
  if (!bundle) return;
  if (!isBundleFresh(root)) build(root, 'bundle');
  if (!isConsoleFresh(root)) build(root, 'console');
}

/** @param {string} text */
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
/** @param {string} root */
const lockHash = (root) => sha256(readFileSync(join(root, 'package-lock.json'), 'utf8'));
/** @param {string} root */
const stampPath = (root) => join(root, 'node_modules', '.mendgate-installed');

/** @param {string} root */
function isInstalled(root) {
  const modules = join(root, 'node_modules');
  if (!existsSync(join(modules, 'node', 'bin')) || !existsSync(join(modules, '.package-lock.json'))) return false;
  const hash = lockHash(root);
  if (existsSync(stampPath(root)) && readFileSync(stampPath(root), 'utf8') === hash) return true;
  // Somebody ran npm by hand: what it says it installed counts, nothing is installed twice.
  if (!saysInstalled(root)) return false;
  writeFileSync(stampPath(root), hash);
  return true;
}

/**
 * Whether npm's own record of node_modules holds every package of the lock file, apart from those of other platforms.
 * @param {string} root
 */
function saysInstalled(root) {
  /** @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} Lock */
  const wanted = /** @type {Lock} */ (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')));
  const there = /** @type {Lock} */ (
    JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8'))
  );
  const known = Object.keys(wanted.packages);
  return (
    Object.keys(there.packages).every((place) => known.includes(place)) &&
    Object.entries(wanted.packages).every(([place, entry]) => {
      const found = there.packages[place];
      if (place === '' || (found === undefined && entry.optional === true)) return true;
      return found?.version === entry.version && found?.integrity === entry.integrity;
    })
  );
}

/** @param {string} root */
function install(root) {
  process.stderr.write('mendgate: installing the locked dependencies (npm ci)\n');
  const npm = process.env.npm_execpath;
  // Everything is a development dependency, whatever NODE_ENV says: the package itself installs nothing.
  // Warnings would only be about this Node being old, which is why another one comes along.
  const args = ['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'];
  const [command, all] = npm?.endsWith('.js') ? [process.execPath, [npm, ...args]] : ['npm', args];
  const { status, error } = spawnSync(command, all, {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, 'inherit'],
    shell: command === 'npm' && process.platform === 'win32',
  });
  if (status !== 0)
    throw new Error(
      `npm ci failed${error ? `: ${error.message}` : ''}. Its own words are above; run it again by hand.`,
    );
  if (findNode(root) === undefined) throw new Error(nodeIsTooOld());
  writeFileSync(stampPath(root), lockHash(root));
}

/** What the bundle is made from: its first line names the hash of all this. */
const sources = ['src', 'statemachines', 'package.json', 'package-lock.json', 'tools/build.ts'];

/** What the console is made from; its types and schemas are the contracts'. */
const consoleSources = ['console', 'src/contracts', 'package-lock.json', 'tools/console'];

/** @param {string} root */
export const sourcesHash = (root) => hashOf(root, sources);
/** @param {string} root */
export const consoleHash = (root) => hashOf(root, consoleSources);

/**
 * @param {string} root
 * @param {readonly string[]} sources
 */
function hashOf(root, sources) {
  const hash = createHash('sha256');
  for (const source of sources)
    for (const path of filesBelow(root, source)) hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} path
 * @returns {string[]}
 */
function filesBelow(root, path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesBelow(root, `${path}/${name}`));
}

/** @param {string} hash */
export const bundleStamp = (hash) => `// mendgate, built from ${hash}`;

/** @param {string} root */
function isBundleFresh(root) {
  const path = join(root, 'dist', 'mendgate.js');
  if (!existsSync(path)) return false;
  const stamp = bundleStamp(sourcesHash(root));
  const start = Buffer.alloc(stamp.length);
  const file = openSync(path, 'r');
  readSync(file, start, 0, stamp.length, 0);
  closeSync(file);
  return start.toString() === stamp;
}

/** @param {string} root */
export const consoleStampPath = (root) => join(root, 'dist', 'console', '.built-from');

/** @param {string} root */
function isConsoleFresh(root) {
  const path = consoleStampPath(root);
  return existsSync(path) && readFileSync(path, 'utf8') === consoleHash(root);
}

/**
 * @param {string} root
 * @param {'bundle' | 'console'} what
 */
function build(root, what) {
  const node = findNode(root);
  if (node === undefined) throw new Error(nodeIsTooOld());
  const { status } = spawnSync(node, [join(root, 'tools', 'build.ts'), '--only', what], {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, 'inherit'],
  });
  if (status !== 0) throw new Error(`the ${what} could not be built: see above.`);
}
