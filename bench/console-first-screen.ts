import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as z from 'zod';
import { type Figure, figure } from './figure.ts';
import { root } from './home.ts';
import { loadNow } from './load.ts';

const dist = join(root, 'dist', 'console');
const Part = z.looseObject({
  file: z.string(),
  imports: z.array(z.string()).default([]),
  css: z.array(z.string()).default([]),
});
const Manifest = z.record(z.string(), Part);
const boundKB = 480;

/**
 * What a browser fetches before the list of incidents is drawn: scripts and styles of the page and of all it imports, as
 * Vite's own manifest names them, packed as they travel. Fonts are files of their own and come when a text needs them.
 */
export async function consoleFirstScreen(): Promise<Figure[]> {
  const load = await loadNow();
  const manifest = Manifest.parse(JSON.parse(readFileSync(join(dist, '.vite', 'manifest.json'), 'utf8')));
  const first = filesOf(manifest, 'index.html');
  const all = [...new Set(Object.keys(manifest).flatMap((name) => [...filesOf(manifest, name)]))].filter(isCode);
  const routes = Object.entries(manifest)
    .filter(([name]) => /-page\.tsx$/.test(name))
    .map(([name]) => {
      const more = [...filesOf(manifest, name)].filter((file) => isCode(file) && !first.has(file));
      return `${name.replace(/^.*\//, '').replace('.tsx', '')} +${(packed(more) / 1000).toFixed(0)}`;
    });
  const size = (id: string, what: string, files: readonly string[], notes: string[], bound?: { atMost: number }) =>
    figure({ id, what, unit: 'KB', values: [packed(files) / 1000], load, notes, ...(bound && { bound }) });
  return [
    size('console-first-screen', 'JS + CSS of the first screen, gzip', [...first].filter(isCode), routes, {
      atMost: boundKB,
    }),
    size('console-total', 'JS + CSS of the console in all, gzip', all, [`${all.length} files`]),
  ];
}

const isCode = (file: string): boolean => /\.(js|css)$/.test(file);
const packed = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0);

/** A part's own files and those of every part it cannot begin without. */
function filesOf(manifest: z.infer<typeof Manifest>, name: string, found = new Set<string>()): Set<string> {
  const part = manifest[name];
  if (part === undefined) throw new Error(`the manifest has no ${name}: build the console anew`);
  if (found.has(part.file)) return found;
  found.add(part.file);
  for (const style of part.css) found.add(style);
  for (const other of part.imports) filesOf(manifest, other, found);
  return found;
}
