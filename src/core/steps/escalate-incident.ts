import * as z from 'zod';
import { failureOf } from '../incident/failure.ts';
import { StepInput } from '../incident/step-input.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { change, remove, shapes } from '../ledger/shapes.ts';
import { receiptOf, step } from './step.ts';

/** Hands an incident to people: no plan could be made, nobody could look, or a step failed for good. */
export const escalateIncident = step({
  id: 'escalate-incident',
  name: 'Escalate incident',
  input: z.strictObject({ ...StepInput.shape, state: z.unknown() }),
  async run({ records }, input) {
    const { tenant, incident, now } = input;
    return commit<{ status: 'escalated' }>(
      records,
      { tenant, incident, receipt: receiptOf('escalate-incident', input) },
      async () => {
        const head = await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
        const active = await load(records, shapes.active, keys.active(tenant, incident));
        const reason = failureOf(input.state) ?? head.value.reason;
        return {
          output: { status: 'escalated' },
          writes: [
            change(shapes.incident, head, { ...head.value, status: 'escalated', reason, updatedAt: now }),
            ...(active ? [remove(active)] : []),
          ],
          log: [entry('escalate-incident', now, 'incident_escalated', incident, { reason })],
        };
      },
    );
  },
});
