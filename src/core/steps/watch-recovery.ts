import type { Watch } from '../../contracts/remediation.ts';
import { reprove } from '../diagnosis/reprove.ts';
import { collectWorld } from '../evidence/collect.ts';
import { moved, RemediationInput, standing } from '../incident/standing.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { change, shapes } from '../ledger/shapes.ts';
import { watchRecovery as look, lookInterval } from '../recovery/watch.ts';
import { receiptOf, step } from './step.ts';

/** One look at whether it helped. The machine comes back until the evidence has held long enough, or time is up. */
export const watchRecovery = step({
  id: 'watch-recovery',
  name: 'Watch recovery',
  input: RemediationInput,
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    const first = await standing(records, input);
    const { plan, cluster: place, id } = first.proposal.value;
    const claim = plan.claims[0];
    if (claim === undefined) throw new Error('a plan without a claim was stored');
    const diagnosis = (await ports.settings.read(tenant, 'diagnosis')).value;
    const settings = (await ports.settings.read(tenant, 'recovery')).value;
    const cluster = await ports.clusters.open(place, 'reader', { session: id });
    const { namespace } = plan.target;
    const world = await collectWorld({
      cluster,
      source: place,
      at: now,
      scope: namespace === undefined ? {} : { namespace },
      settings: diagnosis,
    });
    return commit<{ verdict: Watch['verdict']; lookSeconds: number }>(
      records,
      { tenant, incident, receipt: receiptOf('watch-recovery', input) },
      async () => {
        const before = await need(records, shapes.watch, keys.watch(tenant, incident, id), `watch of ${id}`);
        const watch = look({
          previous: before.value,
          record: world,
          claim,
          reproved: reprove(claim, world),
          settings,
          now,
        });
        const output = { verdict: watch.verdict, lookSeconds: lookInterval(settings, watch) };
        const writes = [change(shapes.watch, before, watch)];
        // A look that decides nothing is no event: the log stays readable, the watch record keeps the looks.
        if (watch.verdict === 'watching') return { output, writes };
        const fresh = await standing(records, input);
        const next =
          watch.verdict === 'recovered'
            ? { outcome: 'recovered' as const, reason: watch.says }
            : { reason: `did not help: ${watch.says}` };
        return {
          output,
          writes: [...writes, ...(await moved(records, fresh, now, next))],
          log: [
            entry('watch-recovery', now, 'recovery_watched', id, {
              verdict: watch.verdict,
              says: watch.says,
              looks: watch.looks,
            }),
          ],
        };
      },
    );
  },
});
