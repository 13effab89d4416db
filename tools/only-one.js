import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

const hopelessAfterMs = 30 * 60_000;

/**
 * Runs `work` while no other process runs it under the same lock file. A lock whose process is gone is taken over.
 * @template T
 * @param {string} path
 * @param {string} what for whoever has to wait
 * @param {() => T} work
 * @returns {T}
 */
export function onlyOne(path, what, work) {
  let told = false;
  while (!taken(path)) {
    const holder = holderOf(path);
    if (holder !== undefined && !isAlive(holder)) {
      takeAway(path, holder);
      continue;
    }
    if (!told) process.stderr.write(`mendgate: waiting for process ${holder ?? 'unknown'}: ${what}\n`);
    told = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** @param {string} path */
function taken(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * The process that holds the lock; 0 for one that can no longer mean it.
 * @param {string} path
 */
function holderOf(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > hopelessAfterMs) return 0;
    const pid = Number(readFileSync(path, 'utf8'));
    return pid > 0 ? pid : undefined;
  } catch {
    return undefined; // let go of meanwhile
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Moved aside before it is removed: of two that wait, only one succeeds.
 * @param {string} path
 * @param {number} dead
 */
function takeAway(path, dead) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    const holder = Number(readFileSync(aside, 'utf8'));
    // Somebody living took it between our look and our move: theirs again.
    if (dead !== 0 && holder !== dead) renameSync(aside, path);
    else rmSync(aside, { force: true });
  } catch {
    // The other one that waited was faster.
  }
}
