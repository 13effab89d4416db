import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { functionIds, functions } from '../../lib/rights.ts';
import { routeWiring } from '../../src/contracts/wiring.ts';
import { functionBundleOptions, functionFiles } from '../../tools/bundle-functions.ts';
import { evaluated } from '../../tools/evaluated.ts';
import { noticesOf } from '../../tools/notices.ts';
import { root } from '../architecture/tree.ts';

const entryPoints = functionFiles();
const missing = functionIds.filter((id) => entryPoints[id] === undefined);
if (missing.length > 0)
  console.warn(`skipped: the bundles of functions, for these are not written yet: ${missing.join(', ')}`);

/** What a bundle loads when it starts: itself and every chunk behind it; with `later`, what it may load while it runs too. */
function loaded(outputs: Metafile['outputs'], path: string, later: boolean, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { path: next, external, kind } of outputs[path]?.imports ?? [])
    if (external !== true && (kind === 'import-statement' || later)) loaded(outputs, next, later, seen);
  return seen;
}

describe.skipIf(missing.length > 0)('the functions as they are deployed', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'mendgate-functions-'));
  let meta: Metafile;
  beforeAll(async () => {
    const { outputFiles, metafile } = await build({
      ...functionBundleOptions,
      entryPoints,
      outdir,
      write: false,
      metafile: true,
    });
    for (const file of outputFiles) {
      mkdirSync(dirname(file.path), { recursive: true });
      writeFileSync(file.path, file.contents);
    }
    meta = metafile;
  });
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  test('one per step and group of routes, and none besides', () => {
    expect(Object.keys(entryPoints).toSorted()).toEqual([...functionIds].toSorted());
  });

  test.each(functionIds)('%s starts without being told anything, and has its handler', async (id) => {
    const module = (await import(pathToFileURL(join(outdir, `${id}.mjs`)).href)) as { handler?: unknown };
    expect(module.handler).toBeTypeOf('function');
  });

  /** Whether something whose path has this in it is loaded from an entry on. */
  const loads = (entry: string, part: string, later: boolean): boolean => {
    const [path] = Object.entries(meta.outputs).find(([, output]) => output.entryPoint === entry) ?? [];
    if (path === undefined) throw new Error(`there is no bundle of ${entry}`);
    const inputs = [...loaded(meta.outputs, path, later)].flatMap((it) =>
      Object.entries(meta.outputs[it]?.inputs ?? {}),
    );
    return inputs.some(([input, { bytesInOutput }]) => input.includes(part) && bytesInOutput > 0);
  };
  const loading = (part: string, later: boolean): string[] =>
    functionIds.filter((id) => loads(`functions/${id}.ts`, part, later));

  test('the client of Kubernetes is there for those who open a cluster, and not before they do', () => {
    const client = '@kubernetes/client-node/';
    expect(loading(client, true)).toEqual(functionIds.filter((id) => functions[id].includes('clusters')));
    expect(loading(client, false)).toEqual([]);
  });

  test('a cluster in EKS needs no client but that of STS, and only once it is opened', () => {
    expect(loads('src/runtime/aws/eks.ts', '@aws-sdk/client-sts/', false)).toBe(true);
    expect(loads('src/runtime/aws/eks.ts', '@kubernetes/client-node/', true)).toBe(false);
    expect(loading('@aws-sdk/client-sts/', true)).toEqual(
      functionIds.filter((id) => functions[id].includes('clusters')),
    );
    expect(loading('@aws-sdk/client-sts/', false)).toEqual([]);
  });

  test('the shapes of all routes are there for whoever describes them; all others hold the rows alone', () => {
    expect(loading('src/contracts/routes.ts', true)).toEqual(['described']);
    expect(loading('src/contracts/route-facts.ts', true)).toEqual(
      functionIds.filter((id) => Object.hasOwn(routeWiring, id)),
    );
  });

  test('neither tests nor the other home are in it, and each package names its licence', () => {
    const inputs = Object.keys(meta.inputs);
    expect(
      inputs.filter((path) => /^(test|tools|bench|lib)\/|adapters\/(local|practice)\/|runtime\/local/.test(path)),
    ).toEqual([]);
    expect(noticesOf(root, inputs)).toContain('@aws-sdk/client-dynamodb ');
  });
});

describe('a module that is bundled as what it comes to', () => {
  const bundle = async (text: string): Promise<string> => {
    const folder = mkdtempSync(join(tmpdir(), 'mendgate-evaluated-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'table.mjs'), text);
    const stdin = { contents: "export { rows } from './table.mjs';", resolveDir: folder, loader: 'js' } as const;
    const plugins = [evaluated(/table\.mjs$/)];
    const options = { stdin, bundle: true, write: false, format: 'esm', logLevel: 'silent', plugins } as const;
    return (await build(options)).outputFiles[0]?.text ?? '';
  };

  test('holds the value, and nothing of how it was made', async () => {
    const text = await bundle("export const rows = ['secret'].map((word) => ({ length: word.length }));");
    expect(text).toContain('"length": 6');
    expect(text).not.toContain('secret');
  });

  test.each(['() => 1', 'new Map()', '[undefined]', 'new Date()', 'undefined'])(
    '%s is no value: refused',
    async (value) => {
      await expect(bundle(`export const rows = ${value};`)).rejects.toThrow('rows is no JSON');
    },
  );
});
