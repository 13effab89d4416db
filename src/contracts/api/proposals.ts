import * as z from 'zod';

/** Asking for a run is never granted: what is approved runs by itself. Every answer is a problem. */
export const NeverRun = z.never();
export type NeverRun = z.infer<typeof NeverRun>;
