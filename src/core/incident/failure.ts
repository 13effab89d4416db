import * as z from 'zod';
import { cutText } from '../intake/cut-text.ts';

const Failed = z.looseObject({ failure: z.looseObject({ Error: z.string(), Cause: z.string().optional() }) });
const Cause = z.looseObject({ errorMessage: z.string() });

/** What a Catch put into the state, in a sentence; undefined when nothing failed. */
export function failureOf(state: unknown): string | undefined {
  const failed = Failed.safeParse(state);
  if (!failed.success) return undefined;
  const { Error: word, Cause: cause = '' } = failed.data.failure;
  let says = cause;
  try {
    says = Cause.parse(JSON.parse(cause)).errorMessage;
  } catch {
    // Not every cause is Lambda's JSON: States.* errors carry plain text.
  }
  return `${word}: ${cutText(says, 400)}`;
}
