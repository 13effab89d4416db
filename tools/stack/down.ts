// node tools/stack/down.ts [--dir DIR]: ends the MiniStack that up.ts started there, and its Lambdas.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as z from 'zod';

const Recorded = z.object({ pid: z.int().positive(), endpoint: z.string() });
export const stackFile = (dir: string): string => join(dir, 'stack.json');

/** Ends the process recorded in `dir` with its whole group, then removes `dir`; `keep` leaves its files. */
export async function down(dir: string, { keep = false } = {}): Promise<void> {
  const file = stackFile(dir);
  if (existsSync(file)) {
    const { pid } = Recorded.parse(JSON.parse(readFileSync(file, 'utf8')));
    // The group, and only if its leader is still what was started: a recycled number is never ours.
    if (isOurs(pid)) {
      process.kill(-pid, 'SIGTERM');
      for (let tried = 0; tried < 20 && isOurs(pid); tried++) await wait(50);
      if (isOurs(pid)) process.kill(-pid, 'SIGKILL');
    }
    rmSync(file);
  }
  if (!keep) rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}

function isOurs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Where there is no /proc, the number alone has to do.
    const command = `/proc/${pid}/cmdline`;
    return !existsSync(command) || readFileSync(command, 'utf8').includes('ministack_strict.py');
  } catch {
    return false;
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { dir: { type: 'string', default: '.stack' } } });
  await down(resolve(values.dir), { keep: true });
}
