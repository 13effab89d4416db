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
    env: { ...process.env, NO_COLOR: '1' },
  });
  const { code, wallMs } = await finished(tests, withinMs);
  const { stdout, stderr } = tests.output();
  const counted = /^\s*Tests\s+(.*)$/m.exec(stdout)?.[1];
  if (code !== 0) {
    // Red tests wait for their time limits: their wall is no figure, but whoever reads this wants to know it.
    const red = [...new Set(`${stdout}\n${stderr}`.match(/^ *FAIL .*$/gm))].slice(0, 20);
    const took = `${(wallMs / 1000).toFixed(0)} s, load ${load.busyPercent} %, ${load.oneMinute}`;
    throw new Error(`the tests are red after ${took}: ${counted ?? `exit ${code}`}\n${red.join('\n')}`);
  }
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
