import { secondsBetween } from '../../contracts/instant.ts';
import type { Hold, Outcome } from '../../contracts/remediation.ts';
import { callbackIdOf, holdIdOf } from '../incident/hold-ids.ts';
import { toBeTold } from '../incident/people-to-tell.ts';
import { moved, RemediationInput, standing } from '../incident/standing.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { load, loadAll } from '../ledger/load.ts';
import { change, remove, shapes } from '../ledger/shapes.ts';
import { nextWindow } from '../policy/window.ts';
import type { Records } from '../ports.ts';
import { type Gate, machineSlackSeconds } from './decide-policy.ts';
import { receiptOf, step } from './step.ts';

/**
 * Reads the verdict from the database, whatever woke the machine: what a callback carried, or that a timer rang, decides
 * nothing. A hold past its time is expired here, by a conditional write, never as a yes.
 */
export const settleHold = step({
  id: 'settle-hold',
  name: 'Settle hold',
  input: RemediationInput,
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    return commit<Gate<'approved' | 'rejected' | 'expired' | 'withdrawn' | 'pending' | 'recheck'>>(
      records,
      { tenant, incident, receipt: receiptOf('settle-hold', input) },
      async () => {
        const at = await standing(records, input);
        const workflow = (await ports.settings.read(tenant, 'workflow')).value;
        const id = holdIdOf(at.proposal.value.id);
        const hold = await load(records, shapes.hold, keys.hold(tenant, incident, id));
        const gate = { notBefore: nextWindow(workflow.windows, now), runSeconds: workflow.runSeconds };
        if (hold === undefined) {
          // Woken before the question was put (a stray callback): the machine goes back and puts it.
          const holdSeconds = workflow.holdSeconds[at.proposal.value.plan.action.risk];
          return { output: { verdict: 'pending', waitSeconds: holdSeconds + machineSlackSeconds, ...gate } };
        }
        const waits = hold.value.status === 'pending' || hold.value.status === 'info_needed';
        const expired = waits && hold.value.expiresAt <= now;
        const callback = await load(records, shapes.outbox, keys.outbox(tenant, incident, callbackIdOf(id)));
        if (waits && !expired) {
          const waitSeconds = Math.ceil(Math.max(0, secondsBetween(now, hold.value.expiresAt))) + machineSlackSeconds;
          if (!(await resolvedSince(records, tenant, incident, hold.value.recheckedAt)))
            return { output: { verdict: 'pending', waitSeconds, ...gate } };
          // The alarms are over while people are still asked: look again before anybody says yes to yesterday's plan.
          return {
            output: { verdict: 'recheck', waitSeconds, ...gate },
            writes: [
              change(shapes.hold, hold, { ...hold.value, recheckedAt: now }),
              ...(callback ? [remove(callback)] : []),
            ],
          };
        }
        const status = expired ? 'expired' : hold.value.status;
        const verdict = status === 'approved' || status === 'rejected' || status === 'expired' ? status : 'withdrawn';
        const settled: Hold = { ...hold.value, status, settled: true };
        const proposalStatus = verdict === 'approved' ? 'approved' : verdict;
        return {
          output: { verdict, waitSeconds: machineSlackSeconds, ...gate },
          writes: [
            change(shapes.hold, hold, settled),
            // The callback has done its work only now: until here it would be delivered again.
            ...(callback ? [remove(callback)] : []),
            ...(expired ? await toBeTold(records, settled, now, 'ended') : []),
            ...(at.proposal.value.status === proposalStatus
              ? []
              : [change(shapes.proposal, at.proposal, { ...at.proposal.value, status: proposalStatus })]),
            ...(await moved(records, at, now, ending(verdict))),
          ],
          log: [
            ...(expired ? [entry('settle-hold', now, 'hold_expired', id, { expiresAt: hold.value.expiresAt })] : []),
            entry('settle-hold', now, 'hold_settled', id, { verdict }),
          ],
        };
      },
    );
  },
});

/** Whether every alarm of the incident has resolved, the last of them after `since`. */
async function resolvedSince(records: Records, tenant: string, incident: string, since = ''): Promise<boolean> {
  const alerts = await loadAll(records, shapes.alert, partitionOf(tenant, incident), prefixes.alert);
  const times = alerts.map(({ value }) => value.resolvedAt);
  return (
    times.length > 0 &&
    times.every((time) => time !== undefined) &&
    times.some((time) => time !== undefined && time > since)
  );
}

function ending(verdict: 'approved' | 'rejected' | 'expired' | 'withdrawn'): { outcome: Outcome; reason: string } {
  switch (verdict) {
    case 'approved':
      return { outcome: 'pending', reason: 'approved: about to run' };
    case 'rejected':
      return { outcome: 'rejected', reason: 'the plan was rejected' };
    case 'expired':
      return { outcome: 'expired', reason: 'nobody decided in time' };
    case 'withdrawn':
      return { outcome: 'withdrawn', reason: 'the plan was withdrawn' };
  }
}
