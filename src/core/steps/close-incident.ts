import * as z from 'zod';
import { StepInput } from '../incident/step-input.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { change, remove, shapes } from '../ledger/shapes.ts';
import { receiptOf, step } from './step.ts';

/** Ends an incident that needs nothing: a false alarm, or all healthy. The reason stands on it already. */
export const closeIncident = step({
  id: 'close-incident',
  name: 'Close incident',
  input: z.strictObject({ ...StepInput.shape }),
  async run({ records }, input) {
    const { tenant, incident, now } = input;
    return commit<{ verdict: 'closed' | 'stale' }>(
      records,
      { tenant, incident, receipt: receiptOf('close-incident', input) },
      async () => {
        const head = await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
        // An alarm joined since anybody looked: it is not closed over its head.
        if (head.value.dirty) return { output: { verdict: 'stale' } };
        const active = await load(records, shapes.active, keys.active(tenant, incident));
        return {
          output: { verdict: 'closed' },
          writes: [
            change(shapes.incident, head, { ...head.value, status: 'closed', closedAt: now, updatedAt: now }),
            ...(active ? [remove(active)] : []),
          ],
          log: [
            entry('close-incident', now, 'incident_closed', incident, { status: 'closed', reason: head.value.reason }),
          ],
        };
      },
    );
  },
});
