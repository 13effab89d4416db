import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { finished, run } from './child.ts';
import { type Figure, figure } from './figure.ts';
import { root, startHome } from './home.ts';
import { loadNow } from './load.ts';
import { inScratch } from './scratch.ts';

/** Bytes do not vary: one look each. */
export async function sizes(): Promise<Figure[]> {
  const load = await loadNow();
  const all = reachable(join(root, 'dist', 'mendgate.js'));
  const atStart = await loadedAtStart();
  const packed = await packedBytes(all);
  const size = (id: string, what: string, bytes: number, notes: string[]): Figure =>
    figure({ id, what, unit: 'KB', values: [bytes / 1000], load, notes });
  return [
    size('size-start', 'bundle loaded by `start`', bytesOf(atStart), [
      atStart.map((path) => basename(path)).join(', '),
    ]),
    size('size-total', 'bundle in all', bytesOf(all), [`${all.length} files of JavaScript`]),
    size('size-packed', 'npm package, packed', packed.size, [
      `unpacked ${(packed.unpackedSize / 1000).toFixed(0)} KB in ${packed.entryCount} files`,
    ]),
  ];
}

const bytesOf = (paths: readonly string[]): number => paths.reduce((sum, path) => sum + statSync(path).size, 0);

/** The entry and every chunk it can come to load. The folder may hold older chunks beside them: homes may still run on those. */
function reachable(entry: string): string[] {
  const found = new Set([entry]);
  for (const path of found)
    for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(/["'](\.{1,2}\/[\w./-]+\.js)["']/g)) {
      const chunk = join(dirname(path), name);
      if (dirname(chunk) === join(dirname(entry), 'chunks') && existsSync(chunk)) found.add(chunk);
    }
  return [...found];
}

function loadedAtStart(): Promise<string[]> {
  return inScratch(async (folder) => {
    const list = join(folder, 'loaded');
    const preload = ['--import', join(import.meta.dirname, 'loaded-chunks.ts')];
    const home = await startHome(join(folder, 'data'), { nodeArgs: preload, env: { MENDGATE_BENCH_LOADED: list } });
    await home.child.end();
    return [...new Set(readFileSync(list, 'utf8').trim().split('\n'))];
  });
}

const Packed = z.tuple([z.looseObject({ size: z.int(), unpackedSize: z.int(), entryCount: z.int() })]);

/** Packs a copy: packing here would first build dist/ anew, and pack what older builds left in it. */
function packedBytes(bundle: readonly string[]): Promise<z.infer<typeof Packed>[0]> {
  return inScratch(async (folder) => {
    const { files } = z.looseObject({ files: z.array(z.string()) }).parse(readJson(join(root, 'package.json')));
    const wanted = [
      'package.json',
      ...files.filter((name) => name !== 'dist').map((name) => name.replace(/\/\*.*$/, '')),
    ];
    for (const name of wanted)
      if (existsSync(join(root, name))) cpSync(join(root, name), join(folder, name), { recursive: true });
    const beside = [...bundle.map((path) => `${path}.LEGAL.txt`), join(root, 'dist', 'THIRD-PARTY-LICENSES.txt')];
    for (const path of [...bundle, ...beside.filter(existsSync)])
      cpSync(path, join(folder, path.slice(root.length + 1)));
    for (const path of consoleFiles()) cpSync(path, join(folder, path.slice(root.length + 1)));
    const npm = run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: folder });
    const { code } = await finished(npm, 60_000);
    if (code !== 0) throw new Error(`npm pack ended with ${code}: ${npm.output().stderr.slice(-1000)}`);
    return Packed.parse(JSON.parse(npm.output().stdout))[0];
  });
}

const Parts = z.record(
  z.string(),
  z.looseObject({ file: z.string(), css: z.array(z.string()).default([]), assets: z.array(z.string()).default([]) }),
);
/** The present console, of which the folder may hold older parts as well. */
function consoleFiles(): string[] {
  const dist = join(root, 'dist', 'console');
  const manifest = join(dist, '.vite', 'manifest.json');
  const named = Object.values(Parts.parse(readJson(manifest))).flatMap(({ file, css, assets }) => [
    file,
    ...css,
    ...assets,
  ]);
  const whole = ['index.html', 'first-paint.js', 'icon.svg', 'THIRD-PARTY-LICENSES.txt', '.vite/manifest.json'];
  return [...new Set([...named, ...whole])].map((name) => join(dist, name));
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
