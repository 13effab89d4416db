// npm run bench -- [--format json] [--no-cluster] [--only NAME,NAME] [--tests]
// Figures beside their floors from the same run. Exits 1 when one misses its bound, 3 when one could not be taken.
import { parseArgs } from 'node:util';
import { acceptedAlarms } from './accepted-alarms.ts';
import { consoleFirstScreen } from './console-first-screen.ts';
import { consoleScroll } from './console-scroll.ts';
import { diagnoseTwoHundredPods } from './diagnose-two-hundred-pods.ts';
import type { Figure } from './figure.ts';
import { functionImports } from './function-imports.ts';
import { idleMemory } from './idle-memory.ts';
import { postToHold } from './post-to-hold.ts';
import { ready } from './ready.ts';
import { asText, reportOf } from './report.ts';
import { sizes } from './sizes.ts';
import { testsWall } from './tests-wall.ts';

/** In this order: what is disturbed most by a warm machine comes first. */
const benches: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  ready: async () => [await ready()],
  memory: async () => [await idleMemory()],
  alarms: acceptedAlarms,
  diagnose: diagnoseTwoHundredPods,
  imports: functionImports,
  size: sizes,
  console: async () => [...(await consoleFirstScreen()), ...(await consoleScroll())],
  stack: postToHold,
};

const needCluster = ['diagnose', 'stack'];

const { values } = parseArgs({
  options: {
    format: { type: 'string', default: 'table' },
    only: { type: 'string' },
    'no-cluster': { type: 'boolean', default: false },
    tests: { type: 'boolean', default: false },
  },
});
const only = values.only?.split(',');
const unknown = only?.find((name) => !(name in benches));
if (unknown !== undefined || !['table', 'json'].includes(values.format)) {
  console.error(`bench: --only takes ${Object.keys(benches).join(', ')}; --format takes table or json`);
  process.exit(2);
}

const figures: Figure[] = [];
const skipped: { bench: string; why: string }[] = [];
const broken: { bench: string; why: string }[] = [];
const chosen = values.tests
  ? ([['tests', async () => [await testsWall()]]] as const)
  : Object.entries(benches).filter(([name]) => only === undefined || only.includes(name));
for (const [name, bench] of chosen) {
  if (needCluster.includes(name) && values['no-cluster']) {
    skipped.push({ bench: name, why: '--no-cluster was given: this one needs a real control plane' });
    continue;
  }
  console.error(`bench: ${name}`);
  try {
    figures.push(...(await bench()));
  } catch (thrown) {
    broken.push({ bench: name, why: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}
const report = reportOf({ figures, skipped, broken }, new Date().toISOString());
console.log(values.format === 'json' ? JSON.stringify(report, null, 2) : asText(report));
if (broken.length > 0) process.exitCode = 3;
else if (report.missed.length > 0) process.exitCode = 1;
