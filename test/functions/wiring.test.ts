import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  functionWiring,
  guests,
  localGroups,
  type PortName,
  portNames,
  routeWiring,
  stepWiring,
} from '../../src/contracts/wiring.ts';
import { root } from '../architecture/tree.ts';

const rows: Readonly<Record<string, readonly PortName[]>> = functionWiring;
const ids = Object.keys(rows);
const folder = join(root, 'functions');

/** The packages a port brings into a bundle; whatever is not here is in no bundle for the sake of a port. */
const packagesOf: Readonly<Record<PortName, readonly string[]>> = {
  clock: [],
  ids: ['ulid'],
  records: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'],
  objects: ['@aws-sdk/client-s3'],
  alerts: ['@aws-sdk/client-sqs', '@aws-sdk/client-s3'],
  workflows: ['@aws-sdk/client-sfn'],
  clusters: ['@aws-sdk/client-sts', '@aws-sdk/client-secrets-manager', '@kubernetes/client-node'],
  settings: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'],
  secrets: ['@aws-sdk/client-secrets-manager'],
  sealer: ['@aws-sdk/client-kms'],
  site: [],
  mail: ['@aws-sdk/client-sesv2'],
  vault: ['@aws-sdk/client-secrets-manager'],
  live: ['@aws-sdk/client-apigatewaymanagementapi'],
  audit: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'],
  topics: [],
};
const watched = new Set(Object.values(packagesOf).flat());
/** The other home, and what a machine runs elsewhere: in AWS Step Functions does. */
const foreign = ['src/adapters/local/', 'src/adapters/practice/', 'src/asl/', 'src/runtime/local/', 'src/cli/'];

const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  splitting: true,
  outdir: 'dist/none',
  write: false,
  metafile: true,
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** What of the sources is in an output or in anything it can ever load. */
function sourcesIn(meta: Metafile, entry: string): string[] {
  const seen = new Set<string>();
  const walk = (path: string): void => {
    const output = meta.outputs[path];
    if (output === undefined || seen.has(path)) return;
    seen.add(path);
    for (const imported of output.imports) walk(imported.path);
  };
  const [start] = Object.entries(meta.outputs).find(([, output]) => output.entryPoint === entry) ?? [];
  expect(start, `${entry} is bundled`).toBeDefined();
  walk(start ?? '');
  const inputs = [...seen].flatMap((path) => Object.entries(meta.outputs[path]?.inputs ?? {}));
  return inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
}
function clientsIn(sources: readonly string[]): string[] {
  const packages = sources.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? '');
  return [...watched].filter((name) => packages.includes(name)).toSorted();
}
const expectedOf = (row: readonly PortName[]): string[] =>
  [...new Set(row.flatMap((port) => packagesOf[port]))].toSorted();

describe('a function per step and route group', () => {
  test('each has its file, and no other file is there', () => {
    expect(readdirSync(folder).toSorted()).toEqual(ids.map((id) => `${id}.ts`).toSorted());
    const without: readonly string[] = [...Object.keys(guests), ...localGroups];
    expect(ids.toSorted()).toEqual(
      [...Object.keys(stepWiring), ...Object.keys(routeWiring)].filter((id) => !without.includes(id)).toSorted(),
    );
  });

  test.each(ids)('%s is short and exports its handler alone', async (id) => {
    expect(
      readFileSync(join(folder, `${id}.ts`), 'utf8')
        .trimEnd()
        .split('\n').length,
    ).toBeLessThanOrEqual(15);
    const exported = (await import(join(folder, `${id}.ts`))) as Record<string, unknown>;
    expect(Object.keys(exported)).toEqual(['handler']);
    expect(exported.handler).toBeTypeOf('function');
  });
});

describe('bundles', () => {
  let meta: Metafile;
  beforeAll(async () => {
    const entryPoints = ids.map((id) => `functions/${id}.ts`);
    meta = (await build({ ...options, entryPoints })).metafile;
  });

  test.each(ids)('%s has the clients of its wiring row and no others', (id) => {
    const sources = sourcesIn(meta, `functions/${id}.ts`);
    // An alarm of the account comes as an event and gets its delivery's id, made from the event, at this edge.
    const also = id === 'open-incident' ? ['ulid'] : [];
    expect(clientsIn(sources)).toEqual([...expectedOf(rows[id] ?? []), ...also]);
    expect(sources.filter((path) => foreign.some((place) => path.startsWith(place)))).toEqual([]);
  });

  test('a client of a port that is not in the row is seen, imported at once or when it is needed', async () => {
    const seeded = `import { closeIncident } from './src/core/steps/close-incident.ts';
      import { clusters } from './src/runtime/aws/clusters.ts';
      import { records } from './src/runtime/aws/records.ts';
      import { stepHandler } from './src/runtime/aws/step-handler.ts';
      export const handler = stepHandler(closeIncident, { records, clusters });
      export const later = () => import('./src/runtime/aws/sealer.ts');`;
    const stdin = { contents: seeded, resolveDir: root, sourcefile: 'seeded.ts', loader: 'ts' } as const;
    const { metafile } = await build({ ...options, stdin });
    expect(clientsIn(sourcesIn(metafile, 'seeded.ts'))).toEqual([
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/client-kms',
      '@aws-sdk/client-secrets-manager',
      '@aws-sdk/client-sts',
      '@aws-sdk/lib-dynamodb',
      '@kubernetes/client-node',
    ]);
  });

  test('every port has its packages listed', () => {
    expect(Object.keys(packagesOf).toSorted()).toEqual([...portNames].toSorted());
  });
});
