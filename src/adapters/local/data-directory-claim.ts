import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Fault } from '../../contracts/fault.ts';
import { format, type Layout } from './data-directory-layout.ts';
import { unfinished, writePrivateFile } from './private-file.ts';

/**
 * Makes the directory ours, or finds that it is: an empty or new one gets the marker, one with the marker is taken, any
 * other is refused, because what we write and tighten there might be somebody's.
 */
export function claimDirectory(path: string, layout: Layout): void {
  makeDirectory(path);
  if (!statSync(path).isDirectory()) throw notADirectory(path);
  const marked = readMarker(layout);
  if (marked === undefined) {
    const [foreign] = readdirSync(path).filter((name) => !isLeftover(name, layout));
    if (foreign !== undefined) {
      throw new Fault(
        'Malformed',
        `${path} is a foreign data directory: it holds ${foreign} and was not made by Mendgate`,
        'Give an empty directory, or one that does not exist yet.',
      );
    }
    writePrivateFile(layout.marker, `${JSON.stringify({ format })}\n`);
  } else if (marked !== format) {
    throw new Fault(
      'Unavailable',
      `${path} is of the form ${marked}, this Mendgate knows ${format}`,
      'Start the Mendgate that made it, or give another directory.',
    );
  }
  // Keys and tokens lie here: an older umask or a copy may have left it open to others.
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700);
}

/** With its parents. Node's own recursive mkdir never returns where a parent is there but takes no entries (/proc). */
export function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path || existsSync(dirname(path))) throw thrown;
    makeDirectory(dirname(path));
    makeDirectory(path);
  }
}

/** What may lie in a directory that is still nobody's: our own marker, begun and not finished, and what a new file system brings. */
const isLeftover = (name: string, layout: Layout): boolean =>
  name === 'lost+found' || (name.startsWith(basename(layout.marker)) && name.endsWith(unfinished));

function readMarker(layout: Layout): string | undefined {
  let text: string;
  try {
    text = readFileSync(layout.marker, 'utf8');
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw thrown;
  }
  try {
    return String((JSON.parse(text) as { format?: unknown }).format);
  } catch {
    return 'unreadable';
  }
}

export const notADirectory = (path: string): Fault =>
  new Fault('Malformed', `${path} is not a directory`, 'Give a directory, or a path where one can be made.');

/** What the file system threw about the directory, as a Fault that says what to do. Faults pass through. */
export function directoryFault(thrown: unknown, path: string): Fault {
  if (thrown instanceof Fault) return thrown;
  const { code, message } = thrown as NodeJS.ErrnoException;
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return notADirectory(path);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new Fault(
        'Unavailable',
        `${path} cannot be written (${message})`,
        'Give this user the right to write there, or give another directory.',
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new Fault('Unavailable', `${path}: the disk is full (${message})`, 'Make room on the disk.');
    default:
      return new Fault(
        'Unavailable',
        `${path} cannot be used (${message})`,
        'Check the path and the disk, or give another directory.',
      );
  }
}
