import * as z from 'zod';
import type { Outbox } from '../../contracts/stored.ts';
import { StepInput } from '../incident/step-input.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId } from '../ledger/digest.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { create, shapes } from '../ledger/shapes.ts';
import { receiptOf, step } from './step.ts';

/** Asks for one machine per remediation, through the outbox: each runs by itself from here, so none waits for another. */
export const startRemediations = step({
  id: 'start-remediations',
  name: 'Start remediations',
  input: z.strictObject({ ...StepInput.shape }),
  async run({ records }, input) {
    const { tenant, incident, now } = input;
    return commit<{ started: number }>(
      records,
      { tenant, incident, receipt: receiptOf('start-remediations', input) },
      async () => {
        const head = await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
        const starts = head.value.remediations.map(
          (remediation): Outbox => ({
            kind: 'start',
            id: derivedId(remediation, 'remediation'),
            tenant,
            incident,
            at: now,
            machine: 'remediation',
            name: remediation,
            input: { tenant, incident, remediation },
          }),
        );
        return {
          output: { started: starts.length },
          writes: starts.map((start) => create(shapes.outbox, keys.outbox(tenant, incident, start.id), start)),
          log: [
            entry('start-remediations', now, 'remediations_started', incident, {
              started: starts.map((start) => (start.kind === 'start' ? start.name : '')),
            }),
          ],
        };
      },
    );
  },
});
