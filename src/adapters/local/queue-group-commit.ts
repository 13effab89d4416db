import type { Database } from './database.ts';

interface Waiting<T> {
  value: T;
  resolve: () => void;
  reject: (thrown: unknown) => void;
}

/**
 * `insert` as a durable, asynchronous call. All calls made until `later` comes round share one transaction, and with it one
 * flush to the disk, which is what a write costs: the next microtask, or, for calls from many sockets, the end of the turn. Each resolves after the commit; when it fails all are rejected,
 * because none was kept.
 */
export function groupCommit<T>(
  db: Database,
  insert: (value: T) => void,
  later: (flush: () => void) => void = queueMicrotask,
): (value: T) => Promise<void> {
  let group: Waiting<T>[] = [];
  const commit = (): void => {
    const taken = group;
    group = [];
    try {
      db.transaction(() => {
        for (const { value } of taken) insert(value);
      });
    } catch (thrown) {
      for (const { reject } of taken) reject(thrown);
      return;
    }
    for (const { resolve } of taken) resolve();
  };
  return (value) =>
    new Promise((resolve, reject) => {
      if (group.length === 0) later(commit);
      group.push({ value, resolve, reject });
    });
}
