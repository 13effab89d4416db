import { readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../contracts/fault.ts';
import type { Secrets, Vault } from '../../core/ports.ts';
import { writePrivateFile } from './private-file.ts';

export interface LocalSecrets extends Secrets, Vault {}

/**
 * Letters, digits, `_` and `-`; parts may be joined by single dots. No separator, no leading dot: a name can only be a
 * file of the directory itself. Words of its own for the suffixes, or a name could stand for another's older value.
 */
const NAME = /^(?!.*\.(?:previous|unfinished)$)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

/** A file as it was read. Each alarm asks for a secret: asking the file system for two numbers is far cheaper than reading. */
interface Remembered {
  version: string;
  content: string[];
}
/** Names are few, but whoever calls may make some up. */
const rememberedAtMost = 1_000;

/** One file (0600) per name in `dir`, and `<name>.previous` while a key is being rotated. */
export function fileSecrets(dir: string): LocalSecrets {
  const remembered = new Map<string, Remembered>();
  const contentOf = (file: string): string[] => {
    const version = versionOf(file);
    const known = remembered.get(file);
    if (known !== undefined && known.version === version) return known.content;
    const content = readOf(file);
    if (remembered.size >= rememberedAtMost) remembered.clear();
    // The version from before the reading: what changed in between is read once more.
    remembered.set(file, { version, content });
    return content;
  };
  const fileOf = (name: string): string => {
    if (name.length > 128 || !NAME.test(name)) {
      throw new Fault(
        'Malformed',
        `${JSON.stringify(name.slice(0, 140))} is no name of a secret`,
        'Use letters, digits, - and _, with single dots between, at most 128 of them.',
      );
    }
    return join(dir, name);
  };
  const faulted = <T>(name: string, work: () => T): T => {
    try {
      return work();
    } catch (thrown) {
      if (thrown instanceof Fault) throw thrown;
      const { code } = thrown as NodeJS.ErrnoException;
      throw new Fault('Unavailable', `secret ${name}: ${code ?? 'unknown error'}`, `Check ${dir} and its rights.`);
    }
  };
  return {
    async read(name) {
      const file = fileOf(name);
      return faulted(name, () => [...contentOf(file), ...contentOf(`${file}.previous`)]);
    },
    async put(name, value) {
      const file = fileOf(name);
      if (value === '') throw new Fault('Malformed', `secret ${name} would be empty`, 'Give it a value.');
      faulted(name, () => {
        // Whatever stops this in between, the value until now is still read, under one of its two names.
        if (readOf(file).length > 0) renameSync(file, `${file}.previous`);
        writePrivateFile(file, value);
      });
    },
  };
}

/** Another text whenever the file was written, replaced, moved or removed, whoever did it. */
function versionOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? 'none' : `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
}

function readOf(file: string): string[] {
  try {
    return [readFileSync(file, 'utf8')];
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw thrown;
  }
}
