import { join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { functionBundleOptions, functionFiles } from '../tools/bundle-functions.ts';
import { root } from './home.ts';

export interface FunctionBundle {
  name: string;
  path: string;
  /** Bytes it loads when it is imported, and with all it may load later. */
  atImport: number;
  inAll: number;
}

/** The least that is a function with a client. */
const bare = `import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
const client = new DynamoDBClient({});
export const handler = (event) => client.send(new GetItemCommand(event));`;

/**
 * All functions as they are deployed, beside two bare handlers with one client of the SDK: one as esbuild bundles it for Node when
 * nothing else is said, one with our own options.
 */
export async function functionBundles(
  folder: string,
): Promise<{ functions: FunctionBundle[]; plain: FunctionBundle; alike: FunctionBundle; inAll: number }> {
  const common = { absWorkingDir: root, write: true, metafile: true } as const;
  const stdin = { contents: bare, resolveDir: root, loader: 'js' } as const;
  const { banner, platform, target, format, outExtension } = functionBundleOptions;
  const asIs: BuildOptions = { bundle: true, minify: true, banner, platform, target, format, outExtension };
  const [own, plain, alike] = await Promise.all([
    build({ ...functionBundleOptions, ...common, entryPoints: functionFiles(), outdir: join(folder, 'functions') }),
    build({ ...asIs, ...common, stdin, outdir: join(folder, 'plain') }),
    build({ ...functionBundleOptions, ...common, stdin, outdir: join(folder, 'alike') }),
  ]);
  const sized = ({ outputs }: Metafile, name: string): FunctionBundle => {
    const [path] =
      Object.entries(outputs).find(([output, { entryPoint }]) => entryPoint && output.endsWith(`/${name}.mjs`)) ?? [];
    if (path === undefined) throw new Error(`no bundle ${name}`);
    const bytes = (later: boolean) => sum([...loaded(outputs, path, later)].map((it) => outputs[it]?.bytes ?? 0));
    return { name, path: join(root, path), atImport: bytes(false), inAll: bytes(true) };
  };
  return {
    functions: Object.keys(functionFiles()).map((name) => sized(own.metafile, name)),
    plain: sized(plain.metafile, 'stdin'),
    alike: sized(alike.metafile, 'stdin'),
    inAll: sum(Object.values(own.metafile.outputs).map(({ bytes }) => bytes)),
  };
}

function loaded(outputs: Metafile['outputs'], path: string, later: boolean, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { path: next, external, kind } of outputs[path]?.imports ?? [])
    if (external !== true && (later || kind === 'import-statement')) loaded(outputs, next, later, seen);
  return seen;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
