import * as z from 'zod';
import { LogEntry } from '../log.ts';
import { pageOf } from './page.ts';

const number = z.coerce.number().int().min(0).max(9_999_999_999);
/** A page of a log: the entries numbered above `after`. A `cursor` is such a number too, for clients that page everything alike. */
export const LogPaging = z.object({
  after: number.default(0),
  cursor: number.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});
export type LogPaging = z.infer<typeof LogPaging>;

/** Entries of an incident's chain, oldest first. `seq` is where the log ended when it was read: nothing is missing up to there. */
export const IncidentLog = pageOf(LogEntry).extend({ seq: z.int().min(1) });
export type IncidentLog = z.infer<typeof IncidentLog>;
