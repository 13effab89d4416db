import { cpus, loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { Load } from './figure.ts';

/** The load others put on the machine: to be asked before a bench starts anything of its own. */
export async function loadNow(): Promise<Load> {
  const before = ticks();
  await wait(500);
  const after = ticks();
  const all = after.all - before.all;
  return {
    busyPercent: all > 0 ? Math.round((100 * (after.busy - before.busy)) / all) : 0,
    oneMinute: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}

function ticks(): { busy: number; all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.idle + times.irq;
    all += sum;
    busy += sum - times.idle;
  }
  return { busy, all };
}
