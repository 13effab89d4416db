import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');

/** Made or fetched, never written by us. Names with a leading dot are tools' own, but for CI. */
const notOurs = new Set(['node_modules', 'dist', 'coverage']);
const ours = (name: string): boolean => !notOurs.has(name) && (!name.startsWith('.') || name === '.ci');

/** Every file of the checkout that people wrote, relative to its root, in a stable order. */
export function allFiles(folder = ''): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => ours(entry.name) && !entry.name.endsWith('.tgz'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? allFiles(path) : [path];
    });
}

export const isCode = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path);
export const read = (path: string): string => readFileSync(join(root, path), 'utf8');
