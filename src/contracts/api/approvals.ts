import * as z from 'zod';
import { IncidentStatus } from '../incident.ts';
import { HoldStatus } from '../remediation.ts';

const count = z.int().min(0);
/**
 * How an incident's approvals stand. The flags speak of what people were asked and still stands for itself: a plan that was
 * withdrawn or made anew is neither approved nor rejected, and with nothing asked both flags are false.
 */
export const Approvals = z.strictObject({
  incident: z.string(),
  status: IncidentStatus,
  counts: z.record(HoldStatus, count),
  all_approved: z.boolean(),
  any_rejected: z.boolean(),
  holds: z.array(
    z.strictObject({
      hold: z.string(),
      proposal: z.string(),
      title: z.string(),
      status: HoldStatus,
      approvals: count,
      needed: z.int().min(1),
      expiresAt: z.string(),
    }),
  ),
});
export type Approvals = z.infer<typeof Approvals>;
