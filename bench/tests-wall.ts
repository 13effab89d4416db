import { join } from 'node:path';
import { finished, node } from './child.ts';
import { type Figure, figure } from './figure.ts';
import { root } from './home.ts';
import { loadNow } from './load.ts';

const withinMs = 15 * 60_000;

/** What `npm test` does, once: it takes too long to be taken several times. */
export async function testsWall(): Promise<Figure> {
  const load = await loadNow();
  const tests = node([join(root, 'tools', 'ready.js'), 'vitest', 'run', '--project', 'unit', '--reporter=dot'], {
    cwd: root,
  });
  const { code, wallMs } = await finished(tests, withinMs);
  const { stdout } = tests.output();
  if (code !== 0) throw new Error(`the tests are red (exit ${code}): ${stdout.slice(-1500)}`);
  const counted = /^\s*Tests\s+(.*)$/m.exec(stdout)?.[1];
  return figure({
    id: 'tests',
    what: 'npm test',
    unit: 'ms',
    values: [wallMs],
    bound: { atMost: 180_000 },
    load,
    notes: counted === undefined ? [] : [counted],
  });
}
