// node tools/console/for-aws.ts: the console and the function that puts it into its bucket, in one folder for the CDK.
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { places } from '../../lib/places.ts';
import { functionBundleOptions } from '../bundle-functions.ts';
import { consoleHash, consoleStampPath } from '../prepare.js';
import { buildConsole } from './build.ts';
import { consoleDist, root } from './config.ts';

const isFresh =
  existsSync(consoleStampPath(root)) && readFileSync(consoleStampPath(root), 'utf8') === consoleHash(root);
if (!isFresh) await buildConsole();

const fresh = `${places.console}.${process.pid}`;
const { splitting: _, chunkNames: __, ...options } = functionBundleOptions;
await build({
  ...options,
  outdir: fresh,
  stdin: {
    resolveDir: root,
    sourcefile: 'put-console.ts',
    loader: 'ts',
    contents: `
      import { S3Client } from '@aws-sdk/client-s3';
      import { clientOptions } from './src/runtime/aws/client-options.ts';
      import { consoleUpload } from './src/runtime/aws/console-upload.ts';
      export const handler = consoleUpload(new S3Client(clientOptions), import.meta.dirname + '/files');
    `,
  },
  entryNames: 'put-console',
}).catch(() => process.exit(1));
mkdirSync(fresh, { recursive: true });
// Wherever the folder is unpacked, a package.json further up must not make a difference.
writeFileSync(join(fresh, 'package.json'), '{}\n');
// Of what older builds left nothing is named by the page, and the same sources have to give the same folder.
const named = namedFrom('index.html');
for (const name of named) cpSync(join(consoleDist, name), join(fresh, 'files', name));
rmSync(places.console, { recursive: true, force: true });
renameSync(fresh, places.console);
process.stderr.write(`console for AWS: ${named.length} files\n`);

/** The page and every file it can come to load, by name. */
function namedFrom(page: string): string[] {
  const found = new Set([page, 'first-paint.js', 'icon.svg']);
  for (const name of found)
    for (const [, part = ''] of readFileSync(join(consoleDist, name), 'utf8').matchAll(
      /((?:assets\/)?[\w.-]+-[\w-]{8}\.(?:js|css|woff2))/g,
    )) {
      const path = part.startsWith('assets/') ? part : `assets/${part}`;
      if (existsSync(join(consoleDist, path))) found.add(path);
    }
  return [...found];
}
