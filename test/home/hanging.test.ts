import { expect, test } from 'vitest';
import { partitionOf, prefixes } from '../../src/core/ledger/keys.ts';
import { loadAll } from '../../src/core/ledger/load.ts';
import { shapes } from '../../src/core/ledger/shapes.ts';
import type { Ports } from '../../src/core/ports.ts';
import { ended, tenant } from './home.ts';
import { servedHome } from './http.ts';

/** An executor whose first write never answers, whether or not it arrived. */
function hanging(arrives: boolean): (ports: Ports) => Ports {
  let hung = false;
  return (ports) => ({
    ...ports,
    clusters: {
      async open(id, identity) {
        const cluster = await ports.clusters.open(id, identity);
        if (identity !== 'executor') return cluster;
        return {
          practice: cluster.practice,
          list: cluster.list,
          get: cluster.get,
          logs: cluster.logs,
          tryCreate: cluster.tryCreate,
          async patch(ref, ops, how) {
            if (hung) return cluster.patch(ref, ops, how);
            hung = true;
            if (arrives) await cluster.patch(ref, ops, how);
            return new Promise<never>(() => undefined);
          },
        };
      },
    },
  });
}

test.for([
  // Never seen is not undone: it may still arrive, and people are told so.
  { arrives: false, applied: 0, outcome: 'failed', says: /may still arrive/ },
  { arrives: true, applied: 2, outcome: 'rolled_back', says: /rolled back/ },
])(
  'a run that hangs (its write arrived: $arrives) ends at its time limit, is undone, and people are told',
  async ({ arrives, applied, outcome, says }) => {
    const home = await servedHome({ around: hanging(arrives) });
    const hold = await home.held();
    expect(
      await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } }),
    ).toMatchObject({ status: 200 });

    // One unit hangs, so nobody can wait for it: each is started and given its microtasks, and time goes on from wake to wake.
    for (let wake = 0; wake < 400 && (await ended(home)) === undefined; wake++) {
      for (const unit of home.worker.due()) void unit.run();
      for (let turn = 0; turn < 3000; turn++) await Promise.resolve();
      if (home.worker.due().length === 0) home.pass(1);
    }
    const incident = await ended(home);
    expect(incident?.status, home.complaints.join('\n')).toBe('escalated');
    const [remediation] = await loadAll(
      home.ports.records,
      shapes.remediation,
      partitionOf(tenant, hold.incident),
      prefixes.remediation,
    );
    expect(remediation?.value.outcome).toBe(outcome);
    expect(remediation?.value.reason).toMatch(says);
    expect(remediation?.value.reason).toMatch(/Timeout/);
    expect(home.applied()).toBe(applied);
    const deployment = await (await home.ports.clusters.open('practice', 'reader')).get({
      kind: 'Deployment',
      namespace: 'shop',
      name: 'cart',
    });
    expect(JSON.stringify(deployment)).toContain('"memory":"64Mi"');
  },
);
