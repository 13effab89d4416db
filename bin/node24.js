// Plain JavaScript on purpose: read by whatever Node people have, before a new enough one is found.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

export const neededMajor = 24;

/**
 * Whether a version like 'v24.1.0' is new enough.
 * @param {string} version
 */
export const isNewEnough = (version) => Number(/^v?(\d+)/.exec(version)?.[1]) >= neededMajor;

/**
 * The running Node when it is new enough, else the `node` package installed beside or below `root`, else undefined.
 * @param {string} root
 * @returns {string | undefined}
 */
export function findNode(root, version = process.version) {
  if (isNewEnough(version)) return process.execPath;
  try {
    const manifest = createRequire(join(root, 'package.json')).resolve('node/package.json');
    const found = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** What to print when `findNode` found nothing. */
export const nodeIsTooOld = (version = process.version) =>
  `mendgate: this is Node ${version}; Mendgate needs Node ${neededMajor} or newer.\n` +
  `  Install it from https://nodejs.org/, or beside this package with: npm install node@${neededMajor}\n`;

/**
 * Runs a program in this one's place: same terminal, same exit code, signals passed on. With `tied` it learns when this
 * process is gone without a word (SIGKILL), through a channel that closes.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, tied?: boolean }} [options]
 */
export function become(command, args, { env = process.env, tied = false } = {}) {
  const child = spawn(command, [...args], { env, stdio: ['inherit', 'inherit', 'inherit', tied ? 'ipc' : 'ignore'] });
  /** @type {NodeJS.Signals[]} */
  const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of passedOn)
    process.on(signal, () => {
      // A terminal sends Ctrl+C to the child as well: once is what was meant.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  child.on('error', (error) => {
    process.stderr.write(`mendgate: ${command} could not be started: ${error.message}\n`);
    process.exitCode = 3;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 3);
    // It died of a signal: so do we, that a shell sees what happened; where that does not end us, with the usual number.
    for (const caught of passedOn) process.removeAllListeners(caught);
    process.exitCode = 128 + constants.signals[signal];
    process.kill(process.pid, signal);
  });
}

/** The other end of `tied`: when whoever started us is gone, end as if asked to, and for certain. */
export function endWithParent() {
  if (!process.channel) return;
  process.on('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 10_000).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  process.channel.unref();
}
