import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made = new Set<string>();
process.once('exit', () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** Gives `use` a new directory and removes it afterwards, whatever happens; also when this process is interrupted. */
export async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'mendgate-bench-'));
  made.add(folder);
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    made.delete(folder);
  }
}

const TMPFS_MAGIC = 0x01021994;
/** Whether scratch directories lie in memory, where a durable write costs nothing: set TMPDIR to a real disk then. */
export const scratchIsMemory = (): boolean => statfsSync(tmpdir()).type === TMPFS_MAGIC;
