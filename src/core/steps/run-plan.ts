import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import type { Watch } from '../../contracts/remediation.ts';
import { storedWorld } from '../evidence/stored-world.ts';
import { carryOut } from '../incident/carry-out.ts';
import { onBehalf } from '../incident/on-behalf.ts';
import { moved, RemediationInput, standing } from '../incident/standing.ts';
import { stopped } from '../incident/stopped.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { change, create, shapes, unchanged } from '../ledger/shapes.ts';
import { baselineOf } from '../recovery/baseline.ts';
import { receiptOf, step } from './step.ts';

type Verdict = 'done' | 'partly' | 'refused' | 'stopped';

/** Carries the plan's effects out, one after the other. The kill switch is asked before each. */
export const runPlan = step({
  id: 'run-plan',
  name: 'Run plan',
  input: z.strictObject({ ...RemediationInput.shape, world: z.string() }),
  async run(ports, { world, ...input }) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    const at = await standing(records, input);
    const { plan } = at.proposal.value;
    const behalf = await onBehalf(records, at.proposal.value);
    const cluster = await ports.clusters.open(at.proposal.value.cluster, 'executor', behalf);
    // How the neighbourhood stood before anything was changed: recovery is judged against it.
    const before = await storedWorld(ports.objects, world);
    const finding = await need(
      records,
      shapes.finding,
      keys.finding(tenant, incident, at.remediation.value.finding),
      'finding',
    );
    const claim = plan.claims[0];
    if (claim === undefined) throw new Error('a plan without a claim was stored');
    const watch: Watch = {
      baseline: baselineOf(before, claim, finding.value.judgement.signs.longestGapSeconds),
      ranAt: now,
      restarts: {},
      looks: 0,
      verdict: 'watching',
      says: 'not looked yet',
    };
    await commit(records, { tenant, incident, receipt: `begin#${receiptOf('run-plan', input)}` }, async () => {
      const key = keys.watch(tenant, incident, at.proposal.value.id);
      if ((await load(records, shapes.watch, key)) !== undefined) return { output: null };
      const fresh = await standing(records, input);
      if (fresh.remediation.value.status !== 'running')
        throw new Fault('Conflict', 'this remediation does not run any more', 'Nothing was changed.');
      return {
        output: null,
        writes: [create(shapes.watch, key, watch), unchanged(fresh.remediation)],
        log: [
          entry('run-plan', now, 'run_started', at.proposal.value.id, {
            effects: plan.effects.length,
            planHash: at.proposal.value.planHash,
          }),
        ],
      };
    });

    let done = 0;
    let verdict: Verdict = 'done';
    let says = 'every effect was carried out';
    for (const effect of plan.effects) {
      if (await stopped(records, tenant)) {
        verdict = done > 0 ? 'partly' : 'stopped';
        says = 'the kill switch is on';
        break;
      }
      const carried = await carryOut(ports, cluster, {
        proposal: at.proposal.value,
        effect,
        direction: 'forward',
        by: 'run-plan',
        now,
      });
      if (carried.outcome === 'refused' || carried.outcome === 'left') {
        verdict = done > 0 ? 'partly' : 'refused';
        says = carried.says;
        break;
      }
      done += 1;
    }
    return commit<{ verdict: Verdict }>(
      records,
      { tenant, incident, receipt: receiptOf('run-plan', input) },
      async () => {
        const fresh = await standing(records, input);
        const next = {
          done: { status: 'watching' as const, reason: 'ran: watching for recovery' },
          partly: { status: 'running' as const, reason: `ran in part: ${says}` },
          refused: { outcome: 'refused' as const, reason: says },
          // Nothing of it was done: it is planned again, and asked about again where somebody had said yes.
          stopped: { status: 'planning' as const, reason: says },
        }[verdict];
        const status = { done: 'run', partly: 'run', refused: fresh.proposal.value.status, stopped: 'void' } as const;
        return {
          output: { verdict },
          writes: [
            ...(await moved(records, fresh, now, next)),
            change(shapes.proposal, fresh.proposal, {
              ...fresh.proposal.value,
              status: status[verdict],
            }),
          ],
          log: [
            entry('run-plan', now, verdict === 'stopped' ? 'run_stopped' : 'run_finished', fresh.proposal.value.id, {
              verdict,
              says,
              done,
            }),
          ],
        };
      },
    );
  },
});
