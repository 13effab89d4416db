import type { Execution, Executions } from './execution.ts';

/** A store that lives as long as the process: for tests and simulation. Rows are copied in and out, as a database would. */
export function memoryExecutions(): Executions {
  const rows = new Map<string, Execution>();
  const running = () => [...rows.values()].filter((row) => row.status === 'running');
  return {
    create(row) {
      if (rows.has(row.id)) return false;
      rows.set(row.id, structuredClone(row));
      return true;
    },
    get(id) {
      const row = rows.get(id);
      return row === undefined ? undefined : structuredClone(row);
    },
    save(row) {
      if (rows.get(row.id)?.revision !== row.revision - 1) return false;
      rows.set(row.id, structuredClone(row));
      return true;
    },
    byToken(token) {
      for (const row of rows.values()) if (row.token === token) return structuredClone(row);
      return undefined;
    },
    due(now, limit) {
      return running()
        .filter(
          (row) => row.phase === 'ready' || row.phase === 'calling' || (row.wakeAt !== undefined && row.wakeAt <= now),
        )
        .sort((a, b) => compare(a.startedAt, b.startedAt) || compare(a.id, b.id))
        .slice(0, limit)
        .map((row) => row.id);
    },
    nextWake() {
      let first: string | undefined;
      for (const { wakeAt } of running())
        if (wakeAt !== undefined && (first === undefined || wakeAt < first)) first = wakeAt;
      return first;
    },
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
