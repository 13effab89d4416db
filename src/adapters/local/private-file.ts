import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Marks what a writer that died left behind; such files mean nothing and may be deleted. */
export const unfinished = '.unfinished';

/**
 * Writes a file only its owner may read, whole or not at all: a reader never sees half of it, and after a power cut it
 * is the old one or the new one. Throws what the file system throws.
 */
export function writePrivateFile(path: string, content: string | Uint8Array): void {
  const draft = `${path}.${process.pid}${unfinished}`;
  // A draft of an earlier process of this number would keep its own, perhaps wider, mode.
  rmSync(draft, { force: true });
  const file = openSync(draft, 'wx', 0o600);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncDirectory(dirname(path));
}

/** Until its directory is flushed, a rename may be lost with the power. */
export function syncDirectory(path: string): void {
  // Windows cannot open a directory, and flushes names by itself.
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
