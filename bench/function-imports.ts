import { finished, node } from './child.ts';
import { type Figure, figure, median } from './figure.ts';
import { type FunctionBundle, functionBundles } from './function-bundles.ts';
import { loadNow } from './load.ts';
import { inScratch } from './scratch.ts';

const runs = 7;
/** So many functions share the floor that was taken right before them. */
const batch = 8;
const atMost = 1.5;

/** Who may take longer, how much, and why it stays so. */
const defended: Readonly<Record<string, { atMost: number; why: string }>> = {
  'plan-again': {
    atMost: 1.75,
    why: 'it diagnoses anew and writes the diff people approve, as YAML: analyzers, actions and a YAML library, all used each time',
  },
  'plan-remediation': {
    atMost: 1.75,
    why: 'it writes the diff people approve, as YAML: analyzers, actions and a YAML library, all used each time',
  },
};

/** Importing each function's bundle, in a process of its own, beside a bare handler with one client of the SDK. */
export function functionImports(): Promise<Figure[]> {
  return inScratch(async (folder) => {
    const load = await loadNow();
    const { functions, plain, alike, inAll } = await functionBundles(folder);
    const took = new Map(
      functions.map(({ name }) => [name, { values: [] as number[], floor: [] as number[], alike: [] as number[] }]),
    );
    // The first run only warms the file cache.
    for (let run = 0; run <= runs; run += 1)
      for (let from = 0; from < functions.length; from += batch) {
        const [floor, strict] = [await importMs(plain), await importMs(alike)];
        for (const one of functions.slice(from, from + batch)) {
          const value = await importMs(one);
          if (run === 0) continue;
          const kept = took.get(one.name);
          kept?.values.push(value);
          kept?.floor.push(floor);
          kept?.alike.push(strict);
        }
      }
    const figures = functions.map((one) => {
      const { values, floor, alike } = took.get(one.name) ?? { values: [], floor: [], alike: [] };
      const excused = defended[one.name];
      const beside = median(values.map((value, run) => value / (alike[run] ?? 0))).toFixed(2);
      return figure({
        id: `import-${one.name}`,
        what: `import of ${one.name}`,
        unit: 'ms',
        values,
        floor: { what: 'bare handler, one client', values: floor },
        bound: { atMostTimesFloor: excused?.atMost ?? atMost },
        load,
        notes: [
          `${kilobytes(one.atImport)} KB at import, ${kilobytes(one.inAll)} KB with what it may load later; ${beside} x a bare handler bundled as ours`,
          ...(excused ? [`may take ${excused.atMost} x: ${excused.why}`] : []),
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
