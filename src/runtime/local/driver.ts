import { millisOf } from '../../contracts/instant.ts';
import type { Clock } from '../../core/ports.ts';
import type { Worker } from './worker.ts';

export interface Driver {
  /** Something was committed or arrived: look again now. */
  kick(): void;
  /** Takes nothing new and resolves when what is under way has ended, or will not end soon. */
  stop(): Promise<void>;
}

/** As many units at once as keep a slow cluster from holding up everything else. */
const atOnce = 8;
/** Timers are only a hint about when to look: never longer than this, in case the machine slept. */
const longestSleepMs = 15_000;

const stopPatienceMs = 5_000;

/** Runs a worker on real time: whatever is due is done, then it sleeps until the next wake or a kick. */
export function drive(worker: Worker, clock: Clock): Driver {
  let stopping = false;
  let running = 0;
  let timer: NodeJS.Timeout | undefined;
  let planned = false;
  let idle: (() => void) | undefined;

  const kick = () => {
    if (planned || stopping) return;
    planned = true;
    setImmediate(() => {
      planned = false;
      turn();
    });
  };
  const turn = () => {
    if (stopping) return;
    clearTimeout(timer);
    for (const unit of worker.due().slice(0, atOnce - running)) {
      running += 1;
      void unit.run().finally(() => {
        running -= 1;
        if (stopping && running === 0) idle?.();
        kick();
      });
    }
    const wake = worker.nextWake();
    const wait = wake === undefined ? longestSleepMs : millisOf(wake) - millisOf(clock.now());
    timer = setTimeout(turn, Math.min(longestSleepMs, Math.max(1, wait)));
    timer.unref();
  };
  kick();
  return {
    kick,
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (running === 0) return;
      const ended = new Promise<void>((resolve) => {
        idle = resolve;
      });
      // Whatever hangs is left as a crash would leave it, which the next start is made for.
      const patience = new Promise<void>((resolve) => setTimeout(resolve, stopPatienceMs).unref());
      await Promise.race([ended, patience]);
    },
  };
}
