import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A process is itself only while pid AND start time match: a recycled pid is never taken for ours. */
const Proc = z.object({ name: z.string(), pid: z.int().positive(), start: z.string() });
const Recorded = z.object({ owner: Proc.nullable(), procs: z.array(Proc) });
export type Proc = z.infer<typeof Proc>;
export type ProcessRecord = z.infer<typeof Recorded>;

const FILE = 'procs.json';
export const hasRecord = (dir: string): boolean => existsSync(join(dir, FILE));
export const readRecord = (dir: string): ProcessRecord =>
  Recorded.parse(JSON.parse(readFileSync(join(dir, FILE), 'utf8')));
export const isAlive = (proc: Proc): boolean => identity(proc.pid)?.start === proc.start && !identity(proc.pid)?.zombie;

export type Starter = {
  start(name: string, args: readonly string[]): void;
  /** The first process that ended by itself, if any. */
  ended(): { name: string; code: number } | undefined;
  pids(): Readonly<Record<string, number>>;
  /** From now on the processes outlive this one. */
  detach(): void;
};

/**
 * Starts processes in `dir` and writes each to procs.json. They end when this process exits. A killed process cannot see to
 * that, but the record names it as owner, so `endStale` finds what it left behind.
 */
export function starter(dir: string, bin: string): Starter {
  const started: Proc[] = [];
  let ended: { name: string; code: number } | undefined;
  let owner: Proc | null = { name: 'owner', pid: process.pid, start: identity(process.pid)?.start ?? '' };
  const record = (): void => {
    // Replaced in one step: whoever reads it, reads a whole one.
    const text = JSON.stringify({ owner, procs: started } satisfies ProcessRecord);
    writeFileSync(join(dir, `${FILE}.new`), text, { mode: 0o600 });
    renameSync(join(dir, `${FILE}.new`), join(dir, FILE));
  };
  record();
  endWithUs(started);
  return {
    start(name, args) {
      const log = openSync(join(dir, `${name}.log`), 'w', 0o600);
      // A process group of its own: the terminal's Ctrl-C reaches this process only, which then ends the others in order.
      const child = spawn(join(bin, name), args, { cwd: dir, detached: true, stdio: ['ignore', log, log] });
      closeSync(log);
      child.unref();
      child.once('exit', (code) => {
        ended ??= { name, code: code ?? -1 };
      });
      child.once('error', () => {
        ended ??= { name, code: -1 };
      });
      const start = child.pid === undefined ? undefined : identity(child.pid)?.start;
      if (child.pid === undefined || start === undefined) return;
      started.push({ name, pid: child.pid, start });
      record();
    },
    ended: () => ended,
    pids: () => Object.fromEntries(started.map((proc) => [proc.name, proc.pid])),
    detach() {
      owner = null;
      record();
      ours.delete(started);
    },
  };
}

const ours = new Set<readonly Proc[]>();
let listening = false;

function endWithUs(procs: readonly Proc[]): void {
  // One listener, however many control planes a test run starts.
  if (!listening)
    process.on('exit', () => {
      for (const started of ours) signal(started, 'SIGKILL');
    });
  listening = true;
  ours.add(procs);
}

/** Ends the recorded processes, asked first and killed after 0.6 s. Returns the names of those that were alive. */
export async function endRecorded(dir: string): Promise<string[]> {
  const { procs } = readRecord(dir);
  const mine = procs.filter(isAlive).reverse();
  for (const [how, attempts] of [
    ['SIGTERM', 12],
    ['SIGKILL', 100],
  ] as const) {
    signal(mine, how);
    for (let i = 0; i < attempts && mine.some(isAlive); i++) await new Promise((done) => setTimeout(done, 50));
  }
  const left = mine.filter(isAlive);
  if (left.length > 0)
    throw new Error(`still running after SIGKILL: ${left.map((p) => `${p.name} ${p.pid}`).join(', ')}`);
  return mine.map((proc) => proc.name);
}

function signal(procs: readonly Proc[], how: NodeJS.Signals): void {
  for (const proc of procs.filter(isAlive)) {
    try {
      process.kill(proc.pid, how);
    } catch {
      // It ended between the look and the signal.
    }
  }
}

function identity(pid: number): { start: string; zombie: boolean } | undefined {
  try {
    if (process.platform === 'linux') {
      // The command name may hold anything, so the fields are counted from its closing bracket: state is 0, start time 19.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      return fields[19] === undefined ? undefined : { start: fields[19], zombie: fields[0] === 'Z' };
    }
    const [state = '', ...start] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return { start: start.join(' '), zombie: state.startsWith('Z') };
  } catch {
    return undefined;
  }
}
