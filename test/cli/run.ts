import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';
import { main } from '../../src/cli/program.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const launcher = join(root, 'bin', 'mendgate.js');
export const inRepo = (path: string): string => join(root, path);

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** The shipped launcher, run to its end with both streams read to theirs; no terminal. */
export function launched(
  args: readonly string[],
  more: { stdin?: string; env?: Record<string, string> } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const { NO_COLOR: _, FORCE_COLOR: __, MENDGATE_TOKEN: ___, ...env } = process.env;
    const child = execFile(
      process.execPath,
      [launcher, ...args],
      { cwd: root, env: { ...env, ...more.env }, timeout: 90_000, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr }),
    );
    child.stdin?.end(more.stdin ?? '');
  });
}

/** The same command line in this process, one at a time: a table of many rows need not start a Node for each. */
export async function mendgate(...args: readonly string[]): Promise<Ran> {
  const said = { stdout: '', stderr: '' };
  const writes = { stdout: process.stdout.write, stderr: process.stderr.write };
  const listen = (stream: 'stdout' | 'stderr') => {
    process[stream].write = ((text: string | Uint8Array) => {
      said[stream] += text.toString();
      return true;
    }) as typeof process.stdout.write;
  };
  const errorListeners = process.stdout.listeners('error');
  const exitCode = process.exitCode;
  process.exitCode = undefined;
  listen('stdout');
  listen('stderr');
  try {
    await main(args);
    return { code: Number(process.exitCode ?? 0), ...said };
  } finally {
    process.exitCode = exitCode;
    process.stdout.write = writes.stdout;
    process.stderr.write = writes.stderr;
    for (const listener of process.stdout.listeners('error'))
      if (!errorListeners.includes(listener)) process.stdout.off('error', listener as () => void);
  }
}

/** A folder of this test, gone after it. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'mendgate-cli-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** What went wrong stands on stderr alone: what happened, and on the next line what to do. */
export function expectRefusal(ran: Ran, code: number, says: RegExp): void {
  const told = ran.stderr.split('\n').filter((line) => !line.startsWith('built dist/'));
  expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' });
  expect(told[0]).toMatch(/^mendgate: /);
  expect(told[0]).toMatch(says);
  expect(told[1]).toMatch(/^ {2}\S.{8,}/);
  expect(ran.stderr).not.toMatch(/defect of Mendgate| {4}at /);
}
