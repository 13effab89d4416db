import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'vite';
import { noticesOf } from '../notices.ts';
import { consoleHash, consoleStampPath } from '../prepare.js';
import { consoleConfig, consoleDist, root } from './config.ts';

/** A page that was opened before an update may yet ask for its old parts. */
const keepOldMs = 7 * 24 * 3600_000;

/**
 * Builds console/ into dist/console: hashed parts first, the page last, each in one rename, so that whoever loads it
 * meanwhile gets the old console or the new one.
 */
export async function buildConsole({ clean = false } = {}): Promise<void> {
  // Before the sources are read: a change while we build makes the console stale, never wrongly fresh.
  const stamp = consoleHash(root);
  const begin = performance.now();
  const inputs = new Set<string>();
  // Whoever starts the build, a test run among them: React would otherwise come with all that it tells developers.
  process.env.NODE_ENV = 'production';
  const result = await build({
    ...consoleConfig,
    plugins: [
      ...(consoleConfig.plugins ?? []),
      {
        name: 'mendgate:inputs',
        buildEnd() {
          for (const id of this.getModuleIds()) inputs.add(id.replace(/[\0?].*$/, '').slice(root.length + 1));
        },
      },
    ],
  });
  if (Array.isArray(result) || !('output' in result)) throw new Error('the console came out in no single output');
  const files = result.output.map((file) => ({
    path: join(consoleDist, file.fileName),
    content: file.type === 'chunk' ? file.code : file.source,
  }));
  const publicFolder = join(root, 'console', 'public');
  for (const name of readdirSync(publicFolder))
    files.push({ path: join(consoleDist, name), content: readFileSync(join(publicFolder, name)) });
  files.push({ path: join(consoleDist, 'THIRD-PARTY-LICENSES.txt'), content: noticesOf(root, [...inputs]) });
  const page = join(consoleDist, 'index.html');
  for (const { path, content } of files.toSorted((a, b) => Number(a.path === page) - Number(b.path === page))) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.${process.pid}`, content);
    renameSync(`${path}.${process.pid}`, path);
  }
  removeOld(new Set(files.map(({ path }) => path)), clean ? 0 : keepOldMs);
  writeFileSync(consoleStampPath(root), stamp);
  const bytes = files.reduce((sum, { content }) => sum + Buffer.byteLength(content), 0);
  process.stderr.write(
    `built dist/console/: ${files.length} files, ${(bytes / 1000).toFixed(0)} KB, ${(performance.now() - begin).toFixed(0)} ms\n`,
  );
}

function removeOld(current: ReadonlySet<string>, keepMs: number): void {
  for (const entry of readdirSync(consoleDist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || current.has(path) || path === consoleStampPath(root)) continue;
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY);
    if (age >= (/\.\d+$/.test(path) ? keepOldMs : keepMs)) rmSync(path, { force: true });
  }
}
