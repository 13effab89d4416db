import type * as z from 'zod';
import { LogEntry } from '../log.ts';
import { pageOf } from './page.ts';

/** Entries of an incident's chain, oldest first. */
export const IncidentLog = pageOf(LogEntry);
export type IncidentLog = z.infer<typeof IncidentLog>;
