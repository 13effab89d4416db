import * as z from 'zod';
import { DeadLetter } from '../stored.ts';
import { DeliveryTaken } from './deliveries.ts';
import { pageOf } from './page.ts';

export const DeadLetterList = pageOf(DeadLetter);
export type DeadLetterList = z.infer<typeof DeadLetterList>;

/** With what arrived, as text; null when its bytes are gone. */
export const DeadLetterPage = DeadLetter.extend({ text: z.string().nullable() });
export type DeadLetterPage = z.infer<typeof DeadLetterPage>;

export const DeadLetterReplayed = DeliveryTaken.pick({ delivery: true, alerts: true });
export type DeadLetterReplayed = z.infer<typeof DeadLetterReplayed>;
