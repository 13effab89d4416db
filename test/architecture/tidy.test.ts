import { describe, expect, test } from 'vitest';
import { untidyIn } from './tidy.ts';
import { allFiles, read } from './tree.ts';

const seeds = 'test/architecture/tidy.test.ts';
const isText = (path: string): boolean => !/\.(png|ico|gz|db|bin)$/.test(path);

test('every file is tidy', () => {
  const files = allFiles().filter((path) => isText(path) && path !== seeds);
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap((path) => untidyIn(path, read(path)))).toEqual([]);
});

const line = 'export const a = 1;\n';
const crimes: readonly [path: string, text: string, refusal: RegExp][] = [
  ['src/core/triage/long.ts', line.repeat(301), /301 lines/],
  ['src/adapters/utils.ts', '', /does not say what it does/],
  ['src/cli/print-helpers.ts', '', /does not say what it does/],
  ['src/common/alert.ts', '', /does not say what it does/],
  ['src/core/incident/incident-manager.ts', '', /does not say what it does/],
  ['src/core/policy/service.ts', '', /does not say what it does/],
  ['src/core/policy/decide-impl.ts', '', /does not say what it does/],
  ['docs/a.md', 'see /work/main', /a path of one machine/],
  ['docs/a.md', "open('/root/.cache')", /a path of one machine/],
  ['test/a.test.ts', 'const at = "/tmp/data"', /a path of one machine/],
  ['test/a.test.ts', 'from /home/alice/x', /a path of one machine/],
  ['.ci/run', 'npm ci --registry https://registry.npmjs.org', /the reader's own setting/],
  ['package-lock.json', '"resolved": "https://mirror.example/zod.tgz"', /the reader's own setting/],
  ['src/core/policy/a.ts', '// TODO later', /do it/],
  ['src/core/policy/a.ts', '/* FIXME */', /do it/],
];
describe('seeded mess', () => {
  test.each(crimes)('%s: %.40s', (path, text, refusal) => {
    const found = untidyIn(path, text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(refusal);
  });
});

test.each([
  ['src/core/triage/full.ts', line.repeat(300)],
  ['test/long.test.ts', line.repeat(400)],
  ['src/core/diagnosis/services.ts', 'const path = "/api/v1/services";'],
  ['src/adapters/practice/service-view.ts', '// a framework, at work/home, /workloads, ~/tmp'],
  ['events/a.json', '{"image": "registry.example.com/cart:2", "path": "/var/lib"}'],
])('tidy enough: %s', (path, text) => {
  expect(untidyIn(path, text)).toEqual([]);
});
