import * as z from 'zod';

/** One line of evidence: where it was read and what it says there, numbered within its finding. */
export const EvidenceLine = z.strictObject({ id: z.string(), from: z.string(), says: z.string() });
export type EvidenceLine = z.infer<typeof EvidenceLine>;
