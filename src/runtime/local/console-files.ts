import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { consoleFileCaching, consoleFileType, consoleHeaders, isConsolePath } from '../../contracts/console.ts';
import { packageRoot } from './package-root.ts';

export interface ConsoleFiles {
  /** What a GET or HEAD of this path is answered with; undefined when it is no file and no page of the console. */
  answer(method: string, path: string, accepts?: string): Response | undefined;
}

/** Text of this size is worth packing; fonts are packed already. */
const packFrom = 1024;

/**
 * The built console, from a list of the files that are there: a path is looked up in it and never becomes a place on the
 * disk. Files are read when they are first asked for, so that a home nobody looks at holds none of them.
 */
export function consoleFiles(
  folder: string = join(packageRoot(), 'dist', 'console'),
  speaksTo: readonly string[] = [],
): ConsoleFiles {
  const names = listOf(folder);
  const headers = consoleHeaders(speaksTo);
  const read = new Map<string, { plain: Uint8Array<ArrayBuffer>; packed?: Uint8Array<ArrayBuffer> }>();
  // Now, so that page and parts are of one build: the parts it names stay for days after the next one.
  if (names.has('index.html'))
    read.set('index.html', { plain: new Uint8Array(readFileSync(join(folder, 'index.html'))) });
  const bytesOf = (name: string, packed: boolean): Uint8Array<ArrayBuffer> => {
    const kept = read.get(name) ?? { plain: new Uint8Array(readFileSync(join(folder, name))) };
    read.set(name, kept);
    if (!packed) return kept.plain;
    kept.packed ??= new Uint8Array(gzipSync(kept.plain));
    return kept.packed;
  };
  return {
    answer(method, path, accepts = '') {
      if (method !== 'GET' && method !== 'HEAD') return undefined;
      const name = isConsolePath(path) ? 'index.html' : path.slice(1);
      const type = consoleFileType(name);
      if (!names.has(name) || type === undefined) return undefined;
      const packed = /\bgzip\b/.test(accepts) && !type.startsWith('font/') && bytesOf(name, false).length >= packFrom;
      const bytes = bytesOf(name, packed);
      return new Response(method === 'HEAD' ? null : bytes, {
        headers: {
          ...headers,
          'content-type': type,
          'content-length': String(bytes.length),
          vary: 'accept-encoding',
          ...(packed && { 'content-encoding': 'gzip' }),
          'cache-control': consoleFileCaching(name),
        },
      });
    },
  };
}

/** Every file that may be served, by its path. Nothing when the console was not built: the home works without it. */
function listOf(folder: string): ReadonlySet<string> {
  if (!existsSync(join(folder, 'index.html'))) return new Set();
  const top = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.startsWith('.'),
  );
  const assets = readdirSync(join(folder, 'assets'), { withFileTypes: true }).filter((entry) => entry.isFile());
  return new Set([...top.map(({ name }) => name), ...assets.map(({ name }) => `assets/${name}`)]);
}
