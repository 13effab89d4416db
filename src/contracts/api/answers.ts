import * as z from 'zod';
import { HoldStatus } from '../remediation.ts';

/** What is said to the question that stands at a hold. It is information, never a yes or a no. */
export const AnswerRequest = z.strictObject({
  says: z.string().trim().min(1, 'an answer needs words').max(2000),
});
export type AnswerRequest = z.infer<typeof AnswerRequest>;

/** The hold waits for its yes or no again. */
export const Answered = z.strictObject({ hold: z.string(), status: HoldStatus, question: z.string(), by: z.string() });
export type Answered = z.infer<typeof Answered>;
