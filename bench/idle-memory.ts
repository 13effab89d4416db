import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Figure, figure } from './figure.ts';
import { startBareServer, startHome } from './home.ts';
import { loadNow } from './load.ts';
import { inScratch } from './scratch.ts';
import { until } from './until.ts';

const runs = 3;
const idleMs = 30_000;

/** Resident memory of a home that has diagnosed and planned the practice outage and now waits for a yes. */
export async function idleMemory(): Promise<Figure> {
  const load = await loadNow();
  // All at once: what they do while idle is wait, and memory is not slower beside another process.
  const measured = await Promise.all(Array.from({ length: runs }, once));
  return figure({
    id: 'idle-memory',
    what: 'home idle 30 s, practice incident at its hold: VmRSS',
    unit: 'MB',
    values: measured.map(({ home }) => home),
    floor: { what: 'bare node http server', values: measured.map(({ bare }) => bare) },
    bound: { atMost: 120 },
    load,
  });
}

function once(): Promise<{ home: number; bare: number }> {
  return inScratch(async (folder) => {
    const bare = await startBareServer();
    try {
      const home = await startHome(join(folder, 'data'));
      try {
        await until('the hold of the practice incident', async () => pendingHold(await home.get('/api/v1/holds')), {
          withinMs: 90_000,
          everyMs: 250,
        });
        await wait(idleMs);
        return { home: residentMegabytes(home.child.pid), bare: residentMegabytes(bare.child.pid) };
      } finally {
        await home.child.end();
      }
    } finally {
      await bare.child.end();
    }
  });
}

function pendingHold(listed: unknown): true | undefined {
  const { items } = listed as { items: { status: string }[] };
  return items.some(({ status }) => status === 'pending') ? true : undefined;
}

function residentMegabytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (found === undefined) throw new Error(`no VmRSS of process ${pid}: this figure needs Linux`);
  return (Number(found) * 1024) / 1e6;
}
