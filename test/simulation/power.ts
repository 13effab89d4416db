import type { Cluster, Ports } from '../../src/core/ports.ts';

/**
 * The power supply of one incarnation of a home. Every port call passes it; when it is cut, the call that was under way and
 * every later one never settle: no catch, no finally, nothing writes on.
 */
export interface Power {
  readonly dead: boolean;
  cut(): void;
  /** Writes seen so far, and a plan to cut at the n-th one, before it happens or after it was done. */
  cutAt(write: number, when: 'before' | 'after'): void;
  around(ports: Ports): Ports;
}

/** Calls that change something outside the process: between any two of them the power may fail. */
const writes = new Set([
  'records.write',
  'objects.put',
  'alerts.send',
  'workflows.start',
  'workflows.succeed',
  'mail.send',
  'cluster.patch',
  'live.push',
]);

export function power(): Power {
  let dead = false;
  let seen = 0;
  let planned: { write: number; when: 'before' | 'after' } | undefined;
  const never = new Promise<never>(() => undefined);

  const guard = <T extends object>(name: string, target: T): T =>
    new Proxy(target, {
      get(object, key, receiver) {
        const value: unknown = Reflect.get(object, key, receiver);
        if (typeof value !== 'function') return value;
        return async (...args: unknown[]) => {
          if (dead) return never;
          const isWrite = writes.has(`${name}.${String(key)}`);
          if (isWrite) seen += 1;
          const due = isWrite && planned !== undefined && planned.write === seen ? planned.when : undefined;
          if (due === 'before') {
            dead = true;
            return never;
          }
          const result: unknown = await value.apply(object, args);
          if (due === 'after') dead = true;
          return dead ? never : result;
        };
      },
    });

  return {
    get dead() {
      return dead;
    },
    cut() {
      dead = true;
    },
    cutAt(write, when) {
      planned = { write: seen + write, when };
    },
    around: (ports) => ({
      ...ports,
      records: guard('records', ports.records),
      objects: guard('objects', ports.objects),
      alerts: guard('alerts', ports.alerts),
      workflows: guard('workflows', ports.workflows),
      live: guard('live', ports.live),
      mail: guard('mail', ports.mail),
      clusters: {
        async open(id, identity) {
          if (dead) return never;
          const cluster: Cluster = await ports.clusters.open(id, identity);
          return guard('cluster', cluster);
        },
      },
    }),
  };
}
