import * as z from 'zod';
import { Rehearsal } from '../plan.ts';
import { PolicyDecision } from '../policy.ts';
import { Proposal } from '../remediation.ts';
import { OpenHold } from './incidents.ts';
import { pageOf } from './page.ts';

/**
 * A hold with all that whoever decides must see. `name` (INCIDENT.HOLD) is what its address calls it; `planHash` is what an
 * answer must name, and is the hash of the plan as stored, not of what is shown here.
 */
export const ShownHold = OpenHold.extend({
  name: z.string(),
  cluster: z.string(),
  plan: Proposal.shape.plan,
  rehearsal: Rehearsal.nullable(),
  policy: PolicyDecision.nullable(),
});
export type ShownHold = z.infer<typeof ShownHold>;

/** Highest risk first; always whole, `cursor` is null. */
export const HoldList = pageOf(ShownHold);
export type HoldList = z.infer<typeof HoldList>;
