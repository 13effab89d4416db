// node tools/bundle-functions.ts [--meta FILE]: bundles every file of functions/ into one folder, the code of all Lambdas.
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { places } from '../lib/places.ts';
import { evaluated } from './evaluated.ts';
import { noticesOf } from './notices.ts';

export const functionBundleOptions = {
  absWorkingDir: places.root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  // What several functions share lies in the folder once; each loads only the chunks it names.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  // The SDK as ES modules: of its CommonJS form all is kept, used or not. Its import takes twice as long.
  mainFields: ['module', 'main'],
  minify: true,
  // Names in stack traces are worth their bytes.
  keepNames: true,
  plugins: [evaluated(/\/contracts\/route-facts\.ts$/)],
  legalComments: 'none',
  logLevel: 'warning',
  // The SDK comes along: what was tested is what runs. CommonJS packages inside an ES module still ask for `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
} as const satisfies BuildOptions;

/** The functions there are, by name. */
export function functionFiles(root = places.root): Record<string, string> {
  const folder = join(root, 'functions');
  const names = readdirSyncOr(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  return Object.fromEntries(names.toSorted().map((name) => [basename(name, '.ts'), join(folder, name)]));
}

function readdirSyncOr(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not written yet: synth names every function that is missing.
    return [];
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { meta: { type: 'string' } } });
  const begin = performance.now();
  const entryPoints = functionFiles();
  const fresh = `${places.functions}.${process.pid}`;
  const { outputFiles, metafile } = await build({
    ...functionBundleOptions,
    entryPoints,
    outdir: fresh,
    write: false,
    metafile: true,
  }).catch(() => {
    // esbuild has said what is wrong.
    process.exit(1);
  });
  for (const file of outputFiles) {
    mkdirSync(dirname(file.path), { recursive: true });
    writeFileSync(file.path, file.contents);
  }
  mkdirSync(fresh, { recursive: true });
  // Wherever the folder is unpacked, a package.json further up must not make a difference.
  writeFileSync(join(fresh, 'package.json'), '{}\n');
  writeFileSync(join(fresh, 'THIRD-PARTY-LICENSES.txt'), noticesOf(places.root, Object.keys(metafile.inputs)));
  // In one rename: a synth that runs meanwhile gets the old folder or the new one.
  rmSync(places.functions, { recursive: true, force: true });
  renameSync(fresh, places.functions);
  if (values.meta !== undefined) writeFileSync(values.meta, JSON.stringify(metafile));
  const kilobytes = outputFiles.reduce((sum, file) => sum + file.contents.length, 0) / 1000;
  process.stderr.write(
    `bundled ${Object.keys(entryPoints).length} functions: ${kilobytes.toFixed(0)} KB, ${(performance.now() - begin).toFixed(0)} ms\n`,
  );
}
