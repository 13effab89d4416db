// node tools/build.ts [--clean] [--only bundle|console] [--meta FILE]: bundles the command line, the home included, into
// dist/, and builds the console into dist/console/.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, build, type OutputFile } from 'esbuild';
import { noticesOf } from './notices.ts';
import { bundleStamp, sourcesHash } from './prepare.js';

const root = dirname(import.meta.dirname);
const dist = join(root, 'dist');
const consoleDist = join(dist, 'console');
const notices = 'THIRD-PARTY-LICENSES.txt';

/** Longer than any home is likely to run on an old bundle: a chunk it has yet to load must still be there. */
const keepOldChunksMs = 7 * 24 * 3600_000;

/** What both the shipped bundle and measurements of it are built with. */
export const bundleOptions = {
  absWorkingDir: root,
  entryPoints: { mendgate: 'src/cli/main.ts' },
  outdir: dist,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // Each command loads what it needs: the Kubernetes client alone takes longer than all the rest.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  minify: true,
  // Names in stack traces are worth their bytes.
  keepNames: true,
  legalComments: 'linked',
  logLevel: 'warning',
  // CommonJS packages inside an ES module still ask for these.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

if (import.meta.main) {
  const { values } = parseArgs({
    options: { clean: { type: 'boolean', default: false }, only: { type: 'string' }, meta: { type: 'string' } },
  });
  if (values.only !== 'console') await buildBundle(values);
  if (values.only !== 'bundle') {
    // Vite takes longer to load than the bundle to build.
    const { buildConsole } = await import('./console/build.ts');
    await buildConsole(values);
  }
}

async function buildBundle(values: { clean: boolean; meta?: string | undefined }): Promise<void> {
  // Before the sources are read: a change while we build makes the bundle stale, never wrongly fresh.
  const stamp = bundleStamp(sourcesHash(root));
  const begin = performance.now();
  const { outputFiles, metafile } = await build({ ...bundleOptions, write: false, metafile: true }).catch(() => {
    // esbuild has said what is wrong.
    process.exit(1);
  });
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, notices), noticesOf(root, Object.keys(metafile.inputs)));
  put(outputFiles, stamp, values.clean ? 0 : keepOldChunksMs);
  if (values.meta !== undefined) writeFileSync(values.meta, JSON.stringify(metafile));
  const kilobytes = outputFiles.reduce((sum, file) => sum + file.contents.length, 0) / 1000;
  const tookMs = performance.now() - begin;
  process.stderr.write(
    `built dist/: ${outputFiles.length} files, ${kilobytes.toFixed(0)} KB, ${tookMs.toFixed(0)} ms\n`,
  );
}

/**
 * Chunks first, the entry last, each in one rename: whoever starts meanwhile gets the old bundle or the new one, and two
 * builds at once do not mix, because a chunk's name is the hash of what is in it.
 */
function put(files: readonly OutputFile[], stamp: string, keepMs: number): void {
  const entry = join(dist, 'mendgate.js');
  mkdirSync(join(dist, 'chunks'), { recursive: true });
  for (const file of [...files].sort((a, b) => Number(a.path === entry) - Number(b.path === entry))) {
    const fresh = `${file.path}.${process.pid}`;
    writeFileSync(fresh, file.path === entry ? `${stamp}\n${file.text}` : file.contents);
    renameSync(fresh, file.path);
  }
  const current = new Set([...files.map((file) => file.path), join(dist, notices), join(dist, 'chunks'), consoleDist]);
  for (const path of ['', 'chunks'].flatMap((folder) =>
    readdirSync(join(dist, folder)).map((name) => join(dist, folder, name)),
  )) {
    const old = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY);
    // What another build is writing at this moment has a number for an ending, and is not ours to remove.
    if (!current.has(path) && old >= (/\.\d+$/.test(path) ? keepOldChunksMs : keepMs)) rmSync(path, { force: true });
  }
}
