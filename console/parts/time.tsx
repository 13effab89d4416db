import { type ReactNode, useSyncExternalStore } from 'react';
import { absolute, relative } from '../view/when.ts';

const tickMs = 10_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const tell of listeners) tell();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** This moment, told every ten seconds: one clock for every age on the page. */
export const useNow = (): number => useSyncExternalStore(listen, () => now);
export const useNowInstant = (): string => new Date(useNow()).toISOString();

/** A moment both ways: when it was for everybody, and how long ago that is. */
export function Time({ at }: { at: string }): ReactNode {
  const moment = useNow();
  return (
    <time dateTime={at} title={at}>
      {absolute(at)} <span className="mg-aside">({relative(at, Math.max(moment, 0))})</span>
    </time>
  );
}
