import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Fault } from '../../contracts/fault.ts';

/** What could not be looked at, in the words of the diagnosis' `blind` list. */
export interface Blind {
  asked: string;
  why: string;
}
export interface SnapshotFile {
  /** Relative to the directory, with `/` on every system. */
  path: string;
  /** Where it really is: symbolic links resolved, still inside the directory. */
  real: string;
  bytes: number;
}

const MAX_DEPTH = 12;
const MAX_FILES = 50_000;

/**
 * All regular files below a directory, in order of their paths, so that the same dump always reads the same. Somebody else
 * made it: links out of it, devices and pipes are not followed, depth and number are bounded. Throws Malformed when there
 * is no such directory.
 */
export async function filesOf(dir: string): Promise<{ files: SnapshotFile[]; unreadable: Blind[] }> {
  const root = await rootOf(dir);
  const files: SnapshotFile[] = [];
  const unreadable: Blind[] = [];
  const seen = new Set([root]);

  async function walk(folder: string, above: string[]): Promise<void> {
    const names = await readdir(folder).catch((thrown) => {
      unreadable.push({ asked: `folder ${above.join('/') || '.'}`, why: reason(thrown) });
      return [];
    });
    for (const name of names.sort(byCodePoint)) {
      if (name.startsWith('.')) continue;
      if (files.length >= MAX_FILES) return;
      await visit(join(folder, name), [...above, name]);
    }
  }

  async function visit(place: string, segments: string[]): Promise<void> {
    const path = segments.join('/');
    try {
      const real = await realpath(place);
      if (!real.startsWith(root + sep)) {
        unreadable.push({ asked: `file ${path}`, why: 'a link out of the snapshot: not followed' });
        return;
      }
      const found = await stat(real);
      if (found.isFile()) files.push({ path, real, bytes: found.size });
      else if (found.isDirectory() && !seen.has(real)) {
        seen.add(real);
        if (segments.length < MAX_DEPTH) await walk(real, segments);
        else unreadable.push({ asked: `folder ${path}`, why: `deeper than ${MAX_DEPTH} folders: not read` });
      }
    } catch (thrown) {
      unreadable.push({ asked: `file ${path}`, why: reason(thrown) });
    }
  }

  await walk(root, []);
  if (files.length >= MAX_FILES)
    unreadable.push({ asked: 'the whole snapshot', why: `more than ${MAX_FILES} files: the rest was not read` });
  return { files, unreadable };
}

async function rootOf(dir: string): Promise<string> {
  const hint = 'Name a directory, as `kubectl cluster-info dump --output-directory=DIR -o json` writes it.';
  try {
    const root = await realpath(dir);
    if ((await stat(root)).isDirectory()) return root;
  } catch (thrown) {
    throw new Fault('Malformed', `snapshot ${dir}: ${reason(thrown)}`, hint);
  }
  throw new Fault('Malformed', `snapshot ${dir} is not a directory`, hint);
}

/** The order of the API server's own lists. */
export const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

// The code alone: the message of the system quotes absolute paths, and the same dump must print the same bytes anywhere.
export const reason = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown ? `cannot be read (${thrown.code})` : 'cannot be read';
