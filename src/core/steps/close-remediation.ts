import * as z from 'zod';
import type { Remediation } from '../../contracts/remediation.ts';
import { endOf } from '../incident/end-incident.ts';
import { failureOf } from '../incident/failure.ts';
import { RemediationInput } from '../incident/standing.ts';
import { withdrawHolds } from '../incident/withdraw-holds.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { load, loadAll, need } from '../ledger/load.ts';
import { change, remove, shapes } from '../ledger/shapes.ts';
import { receiptOf, step } from './step.ts';

/** Ends a remediation with the outcome its steps left, and the incident with it when this was the last one. */
export const closeRemediation = step({
  id: 'close-remediation',
  name: 'Close remediation',
  input: z.strictObject({ ...RemediationInput.shape, state: z.unknown() }),
  async run({ records }, { state, ...input }) {
    const { tenant, incident, now } = input;
    return commit<{ outcome: Remediation['outcome'] }>(
      records,
      { tenant, incident, receipt: receiptOf('close-remediation', input) },
      async () => {
        const before = await need(
          records,
          shapes.remediation,
          keys.remediation(tenant, incident, input.remediation),
          `remediation ${input.remediation}`,
        );
        const head = await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
        // Still pending here means a step failed for good on the way: that is an outcome too, and people are told.
        const failed = before.value.outcome === 'pending';
        const ended: Remediation = {
          ...before.value,
          status: 'ended',
          endedAt: now,
          ...(failed && { outcome: 'failed' as const, reason: failureOf(state) ?? before.value.reason }),
        };
        const others = await loadAll(records, shapes.remediation, partitionOf(tenant, incident), prefixes.remediation);
        const end = endOf(others.map(({ value }) => (value.id === ended.id ? ended : value)));
        const log = [
          entry('close-remediation', now, 'remediation_closed', ended.id, {
            outcome: ended.outcome,
            reason: ended.reason,
          }),
        ];
        const writes = [
          change(shapes.remediation, before, ended),
          ...(await withdrawHolds(records, { tenant, incident, remediation: ended.id, now })),
        ];
        if (end !== undefined) {
          const active = await load(records, shapes.active, keys.active(tenant, incident));
          if (active) writes.push(remove(active));
          writes.push(
            change(shapes.incident, head, {
              ...head.value,
              ...end,
              updatedAt: now,
              ...(end.status !== 'escalated' && { closedAt: now }),
            }),
          );
          log.push(
            entry(
              'close-remediation',
              now,
              end.status === 'escalated' ? 'incident_escalated' : 'incident_closed',
              incident,
              end,
            ),
          );
        }
        return { output: { outcome: ended.outcome }, writes, log };
      },
    );
  },
});
