// node tools/check.ts: everything that can be said about the code without running it. Goes on after a failure: whoever
// has to mend something wants to know all of it at once.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const root = dirname(import.meta.dirname);
const modules = join(root, 'node_modules');

const checks: readonly [name: string, command: string, args: readonly string[]][] = [
  ['types', join(modules, '.bin', 'tsc'), ['--noEmit', '-p', '.']],
  // Of its own: what runs in a browser knows other names than what runs in Node.
  ['console', join(modules, '.bin', 'tsc'), ['--noEmit', '-p', 'console']],
  ['lint', join(modules, '.bin', 'biome'), ['ci', '--error-on-warnings', '--max-diagnostics=20', '--colors=off']],
  [
    'arrows',
    process.execPath,
    [join(modules, 'vitest', 'vitest.mjs'), 'run', '--project=unit', '--reporter=dot', 'test/architecture'],
  ],
  ['documents', process.execPath, [join(root, 'tools', 'documents.ts'), '--check']],
];

const failed: string[] = [];
for (const [name, command, args] of checks) {
  const begin = performance.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  const passed = status === 0;
  const took = `${((performance.now() - begin) / 1000).toFixed(1)} s`;
  console.log(`${passed ? 'passed' : 'FAILED'}  ${name.padEnd(10)} ${took}`);
  if (passed) continue;
  failed.push(name);
  console.log(`${stdout}${stderr}`.trimEnd());
}
console.log(`${checks.length - failed.length} passed, ${failed.length} failed`);
if (failed.length > 0) process.exitCode = 1;
