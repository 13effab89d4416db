import * as z from 'zod';
import { Instant } from '../../contracts/instant.ts';

/**
 * What every state passes to its step. `now` is when the state was entered: it stays the same over retries, so whatever
 * a step derives from it (ids, expiries) stays the same too.
 */
export const StepInput = z.strictObject({
  tenant: z.string(),
  incident: z.string(),
  execution: z.string(),
  now: Instant,
});
export type StepInput = z.infer<typeof StepInput>;
