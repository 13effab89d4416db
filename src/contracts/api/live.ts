import * as z from 'zod';
import { Instant } from '../instant.ts';

/** `/live?ticket=…` opens one connection with it, once. */
export const LiveTicket = z.strictObject({ ticket: z.string(), expiresAt: Instant });
export type LiveTicket = z.infer<typeof LiveTicket>;
