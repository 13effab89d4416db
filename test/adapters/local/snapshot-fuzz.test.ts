import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { snapshotCluster } from '../../../src/adapters/local/snapshot.ts';
import { parseFile } from '../../../src/adapters/local/snapshot-parse.ts';
import { Fault } from '../../../src/contracts/fault.ts';
import { Instant } from '../../../src/contracts/instant.ts';
import { Kind, KubeObject } from '../../../src/contracts/kube.ts';

const kindWord = fc.constantFrom('Pod', 'PodList', 'List', 'Namespace', 'NamespaceList', 'Service', '', '__proto__');
const item = fc.record(
  {
    apiVersion: fc.oneof(fc.constantFrom('v1', 'apps/v1'), fc.jsonValue()),
    kind: fc.oneof(kindWord, fc.jsonValue()),
    metadata: fc.oneof(
      fc.record(
        { name: fc.string(), namespace: fc.constantFrom('shop', '..', ''), creationTimestamp: fc.jsonValue() },
        { requiredKeys: [] },
      ),
      fc.jsonValue(),
    ),
    status: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const listed = fc.record(
  {
    apiVersion: fc.constant('v1'),
    kind: kindWord,
    items: fc.oneof(fc.array(fc.oneof(item, fc.jsonValue())), fc.jsonValue()),
  },
  { requiredKeys: [] },
);
const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.oneof(fc.string(), fc.string({ unit: 'binary' })).map((text) => Buffer.from(text)),
  fc.oneof(item, listed, fc.array(item), fc.jsonValue()).map((value) => Buffer.from(JSON.stringify(value))),
  fc
    .array(
      fc.constantFrom(
        'kind: Pod\n',
        'apiVersion: v1\n',
        '---\n',
        'metadata:\n',
        '  name: a\n',
        '- ',
        '*a',
        '&a ',
        '\t',
        '{',
        ': ',
        '\0',
      ),
    )
    .map((parts) => Buffer.from(parts.join(''))),
);
const name = fc.constantFrom(
  'pods.json',
  'pods.yaml',
  'x.yml',
  'logs.txt',
  'app.log',
  'app.previous.log',
  'snapshot.json',
  'metrics.json',
);
const path = fc
  .tuple(fc.constantFrom('', 'shop/', 'shop/cart-1/', 'namespaces/shop/core/', 'pods/'), name)
  .map((parts) => parts.join(''));

test('arbitrary bytes in a file are objects we know, or problems, and nothing else', () => {
  fc.assert(
    fc.property(name, content, (file, bytes) => {
      const { groups, problems } = parseFile(file, bytes);
      for (const group of groups)
        for (const object of group.objects) expect(KubeObject.safeParse(object).success).toBe(true);
      for (const problem of problems) expect(problem).toBeTypeOf('string');
    }),
    { numRuns: 2000 },
  );
});

test('a directory of anything answers every question, or says that it cannot', async () => {
  const run = fc.asyncProperty(fc.dictionary(path, content, { maxKeys: 6, noNullPrototype: true }), async (files) => {
    const dir = await mkdtemp(join(tmpdir(), 'mendgate-fuzz-'));
    try {
      for (const [path, bytes] of Object.entries(files)) {
        await mkdir(dirname(join(dir, path)), { recursive: true });
        await writeFile(join(dir, path), bytes);
      }
      const { cluster, at, unreadable, namespaces } = await snapshotCluster(dir);
      expect(Instant.safeParse(at).success).toBe(true);
      JSON.stringify([unreadable, namespaces]);
      const ask = { namespace: 'shop', pod: 'cart-1', container: 'app', lines: 5 };
      const answers = await Promise.allSettled([
        ...Kind.options.flatMap((kind) => [cluster.list(kind), cluster.list(kind, 'shop')]),
        cluster.get({ kind: 'Pod', namespace: 'shop', name: 'cart-1' }),
        cluster.logs({ ...ask, previous: false }),
        cluster.logs({ ...ask, previous: true }),
      ]);
      for (const answer of answers)
        if (answer.status === 'rejected')
          expect(answer.reason instanceof Fault && answer.reason.word).toBe('Unavailable');
    } finally {
      await rm(dir, { recursive: true });
    }
  });
  await fc.assert(run, { numRuns: 150 });
});
