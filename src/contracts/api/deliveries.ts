import * as z from 'zod';
import { Parsed } from '../alert.ts';

/** A delivery that is on the queue: its id here, how many alarms were read in it, and what of it is none. */
export const DeliveryTaken = z.strictObject({
  delivery: z.string(),
  alerts: z.int().min(0),
  ignored: Parsed.shape.ignored,
});
export type DeliveryTaken = z.infer<typeof DeliveryTaken>;
