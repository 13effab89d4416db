import * as z from 'zod';
import { Problem } from '../fault.ts';

/** Asking for a run is never granted: what is approved runs by itself. Every answer is a problem. */
export const NeverRun = z.never();
export type NeverRun = z.infer<typeof NeverRun>;

/** Why a run was refused: the plan waits for a person. In words that clients of such systems know. */
export const ApprovalRequired = Problem.extend({
  error: z.literal('approval_required'),
  message: z.string(),
  policy_band: z.string(),
  can_auto_apply: z.boolean(),
  requires_approval: z.boolean(),
  incident_id: z.string(),
});
export type ApprovalRequired = z.infer<typeof ApprovalRequired>;
