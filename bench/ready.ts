import { join } from 'node:path';
import { type Figure, figure } from './figure.ts';
import { startBareServer, startHome } from './home.ts';
import { loadNow } from './load.ts';
import { inScratch } from './scratch.ts';

const runs = 5;

/** Spawn until /readyz says 200, each time in an empty data directory: the first start, which makes the database and the keys. */
export async function ready(): Promise<Figure> {
  const load = await loadNow();
  const values: number[] = [];
  const floor: number[] = [];
  // One of each in turn, so that a busy moment of the machine meets both. The first pair only warms the file cache.
  for (let run = 0; run <= runs; run += 1) {
    const bare = await startBareServer();
    await bare.child.end();
    const readyMs = await inScratch(async (folder) => {
      const home = await startHome(join(folder, 'data'));
      await home.child.end();
      return home.readyMs;
    });
    if (run === 0) continue;
    values.push(readyMs);
    floor.push(bare.readyMs);
  }
  return figure({
    id: 'ready',
    what: 'bundled home: spawn until ready',
    unit: 'ms',
    values,
    floor: { what: 'bare node http server', values: floor },
    bound: { atMost: 2000 },
    load,
  });
}
