import { execFileSync } from 'node:child_process';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { bundleOptions } from '../../tools/build.ts';
import { noticesOf } from '../../tools/notices.ts';

const root = join(import.meta.dirname, '..', '..');

/** All a user gets. Whatever matches nothing here is a leak: sources, tests, a data directory somebody left lying about. */
const shipped = [
  /^bin\/(mendgate|node24)\.js$/,
  /^dist\/mendgate\.js$/,
  /^dist\/chunks\/[\w-]+\.js$/,
  /^dist\/(chunks\/)?[\w-]+\.js\.LEGAL\.txt$/,
  /^dist\/THIRD-PARTY-LICENSES\.txt$/,
  /^dist\/console\/(index\.html|first-paint\.js|icon\.svg|THIRD-PARTY-LICENSES\.txt)$/,
  /^dist\/console\/assets\/[\w.-]+\.(js|css|woff2)$/,
  /^dist\/console\/\.(built-from|vite\/manifest\.json)$/,
  /^layers\/house-rules\/[\w-]+\.json$/,
  /^statemachines\/[\w-]+\.asl\.json$/,
  /^events\/[\w-]+\/[\w-]+\.json$/,
  /^(README\.md|LICENSE|package\.json)$/,
];

describe('what npm pack takes', () => {
  let files: string[] = [];
  beforeAll(() => {
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const text = execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const told = JSON.parse(text) as Record<string, { files: { path: string }[] }>;
    files = Object.values(told).flatMap((one) => one.files.map(({ path }) => path));
  });

  test('nothing but what is meant to ship', () => {
    expect(files.filter((path) => !shipped.some((pattern) => pattern.test(path)))).toEqual([]);
  });

  test.each(shipped.filter((pattern) => !/LEGAL|THIRD|dist/.test(pattern.source)))('something like %s', (pattern) => {
    expect(files.some((path) => pattern.test(path))).toBe(true);
  });
});

/** Asked for inside a `try`, to be faster or more colourful where it happens to be installed. */
const optional = ['bufferutil', 'utf-8-validate', 'supports-color'];

describe('the bundle', () => {
  let inputs: string[] = [];
  let outside: string[] = [];
  beforeAll(async () => {
    const { metafile } = await build({ ...bundleOptions, write: false, metafile: true });
    inputs = Object.keys(metafile.inputs);
    outside = Object.values(metafile.outputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external === true).map(({ path }) => path),
    );
  });

  test('brings everything but Node along, and the package installs nothing', () => {
    const builtin = new Set([...builtinModules, ...optional]);
    expect([...new Set(outside)].filter((path) => !path.startsWith('node:') && !builtin.has(path))).toEqual([]);
    for (const field of ['dependencies', 'optionalDependencies', 'peerDependencies'])
      expect(manifest).not.toHaveProperty(field);
  });

  test('holds neither tests nor the other home', () => {
    expect(inputs.filter((path) => /^(test|tools|bench|lib|functions)\/|adapters\/aws\//.test(path))).toEqual([]);
  });

  test('names the licence of every package in it', () => {
    const notices = noticesOf(root, inputs);
    for (const name of ['zod', 'hono', '@noble/hashes', '@kubernetes/client-node'])
      expect(notices).toContain(`${name} `);
    expect(notices).toContain('Permission is hereby granted');
  });
});

test('every script that needs Node 24 goes through the one that finds it', () => {
  for (const [name, script] of Object.entries(manifest.scripts))
    for (const part of script.split(' && ')) expect(part, name).toMatch(/^([A-Z_]+=\S+ )*node tools\/ready\.js /);
});
