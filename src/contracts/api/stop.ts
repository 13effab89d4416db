import * as z from 'zod';
import { Stop } from '../stored.ts';

export const StopRequest = z.strictObject({ stopped: z.boolean() });
export type StopRequest = z.infer<typeof StopRequest>;

/** The kill switch; without `by` and `at` while nobody has ever touched it. */
export const StopState = Stop.partial({ by: true, at: true });
export type StopState = z.infer<typeof StopState>;
