import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';

/** A process this bench started; it is ended by its own handle, and killed when this process leaves without that. */
export interface Child {
  pid: number;
  /** `performance.now()` just before it was spawned. */
  spawnedAt: number;
  /** What it has written so far. */
  output(): { stdout: string; stderr: string };
  exited: Promise<number | null>;
  /** SIGTERM, and SIGKILL when that is not heard within five seconds. */
  end(): Promise<void>;
}

const alive = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const])
  process.once(signal, () => process.exit(code));

/** Runs this very Node. */
export const node = (args: readonly string[], options: SpawnOptions = {}): Child =>
  run(process.execPath, args, options);

export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Child {
  const spawnedAt = performance.now();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  alive.add(child);
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (part: Buffer) => (text.stdout += part.toString()));
  child.stderr?.on('data', (part: Buffer) => (text.stderr += part.toString()));
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    // `close`, not `exit`: by then everything it wrote has been read.
    child.once('close', resolve);
  }).finally(() => alive.delete(child));
  exited.catch(() => {});
  if (child.pid === undefined) throw new Error(`${command} could not be started`);
  return {
    pid: child.pid,
    spawnedAt,
    output: () => ({ ...text }),
    exited,
    async end() {
      child.kill('SIGTERM');
      const late = new AbortController();
      const kill = wait(5_000, undefined, { signal: late.signal }).then(
        () => child.kill('SIGKILL'),
        () => {},
      );
      await exited.catch(() => {});
      late.abort();
      await kill;
    },
  };
}

/** Runs it to its end; throws with its words when that takes longer than `withinMs`. */
export async function finished(child: Child, withinMs: number): Promise<{ code: number | null; wallMs: number }> {
  const late = new AbortController();
  const timer = wait(withinMs, 'late' as const, { signal: late.signal }).catch(() => 'late' as const);
  const code = await Promise.race([child.exited, timer]);
  late.abort();
  if (code !== 'late') return { code, wallMs: performance.now() - child.spawnedAt };
  await child.end();
  const { stdout, stderr } = child.output();
  throw new Error(`not finished within ${withinMs / 1000} s: ${(stdout + stderr).slice(-2000)}`);
}
