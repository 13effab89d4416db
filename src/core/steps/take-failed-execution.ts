import * as z from 'zod';
import { Instant } from '../../contracts/instant.ts';
import { handOver } from '../incident/abandoned.ts';
import { cutText } from '../intake/cut-text.ts';
import { step } from './step.ts';

/**
 * What a machine could not catch (a defect in it, output too large, an execution stopped by hand) ends its execution and
 * would leave the incident standing: people get it at once, with what the machine said.
 */
export const takeFailedExecution = step({
  id: 'take-failed-execution',
  name: 'Take failed execution',
  input: z.strictObject({
    tenant: z.string(),
    incident: z.string(),
    now: Instant,
    error: z.string(),
    cause: z.string(),
  }),
  async run(ports, { tenant, incident, now, error, cause }) {
    const why = `its workflow failed: ${error}${cause === '' ? '' : `: ${cutText(cause, 300)}`}`;
    return { escalated: await handOver(ports, { tenant, incident, now, why, by: 'take-failed-execution' }) };
  },
});
