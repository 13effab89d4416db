import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { functionIds, functions } from '../../lib/rights.ts';
import { functionBundleOptions, functionFiles } from '../../tools/bundle-functions.ts';
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

  test('the client of Kubernetes is there for those who open a cluster, and not before they do', () => {
    const loading = (later: boolean): string[] =>
      functionIds.filter((id) => {
        const path = Object.keys(meta.outputs).find((output) => output.endsWith(`/${id}.mjs`)) ?? '';
        const inputs = [...loaded(meta.outputs, path, later)].flatMap((it) =>
          Object.entries(meta.outputs[it]?.inputs ?? {}),
        );
        return inputs.some(
          ([input, { bytesInOutput }]) => input.includes('@kubernetes/client-node/') && bytesInOutput > 0,
        );
      });
    expect(loading(true)).toEqual(functionIds.filter((id) => functions[id].includes('clusters')));
    expect(loading(false)).toEqual([]);
  });

  test('neither tests nor the other home are in it, and each package names its licence', () => {
    const inputs = Object.keys(meta.inputs);
    expect(
      inputs.filter((path) => /^(test|tools|bench|lib)\/|adapters\/(local|practice)\/|runtime\/local/.test(path)),
    ).toEqual([]);
    expect(noticesOf(root, inputs)).toContain('@aws-sdk/client-dynamodb ');
  });
});
