import { finished, node } from './child.ts';
import { type Figure, figure, median } from './figure.ts';
import { type FunctionBundle, functionBundles } from './function-bundles.ts';
import { loadNow } from './load.ts';
import { inScratch } from './scratch.ts';

const runs = 7;
const atMost = 1.5;

/** Milliseconds of each run: the function, and the two bare handlers right beside it. */
interface Taken {
  values: number[];
  floor: number[];
  alike: number[];
}

/** Importing each function's bundle, in a process of its own, beside a bare handler with one client of the SDK. */
export function functionImports(): Promise<Figure[]> {
  return inScratch(async (folder) => {
    const load = await loadNow();
    const { functions, plain, alike, inAll } = await functionBundles(folder);
    const took = new Map(functions.map(({ name }) => [name, { values: [], floor: [], alike: [] } as Taken]));
    // The first run only warms the file cache.
    for (let run = 0; run <= runs; run += 1)
      for (const one of functions) {
        const taken = { values: await importMs(one), floor: await importMs(plain), alike: await importMs(alike) };
        if (run === 0) continue;
        for (const part of ['values', 'floor', 'alike'] as const) took.get(one.name)?.[part].push(taken[part]);
      }
    const figures = functions.map((one) => {
      const { values, floor, alike } = took.get(one.name) ?? { values: [], floor: [], alike: [] };
      const beside = median(values.map((value, run) => value / (alike[run] ?? 0))).toFixed(2);
      return figure({
        id: `import-${one.name}`,
        what: `import of ${one.name}`,
        unit: 'ms',
        values,
        floor: { what: 'bare handler, one client', values: floor },
        bound: { atMostTimesFloor: atMost },
        load,
        notes: [
          `${kilobytes(one.atImport)} KB at import, ${kilobytes(one.inAll)} KB with what it may load later; ${beside} x a bare handler bundled as ours`,
        ],
      });
    });
    const all = figure({
      id: 'size-functions',
      what: 'code of all functions',
      unit: 'KB',
      values: [inAll / 1000],
      load,
      notes: [`bare handler: ${kilobytes(plain.atImport)} KB, bundled as ours ${kilobytes(alike.atImport)} KB`],
    });
    return [...figures, all];
  });
}

const program = (path: string): string =>
  `const before = process.cpuUsage();
   import(${JSON.stringify(path)}).then(() => {
     const { user, system } = process.cpuUsage(before);
     console.log((user + system) / 1000);
   });`;

/** Processor time, not the clock's: an import waits for nothing, and a busy machine makes the clock of each process another one. */
async function importMs({ name, path }: FunctionBundle): Promise<number> {
  const child = node(['-e', program(path)], { env: { ...process.env, AWS_REGION: 'eu-central-1' } });
  const { code } = await finished(child, 30_000);
  const { stdout, stderr } = child.output();
  const taken = Number(stdout);
  if (code !== 0 || !(taken > 0)) throw new Error(`${name} cannot be imported: ${stderr.slice(-1000)}`);
  return taken;
}

const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(0);
