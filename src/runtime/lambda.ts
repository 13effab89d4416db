import middy from '@middy/core';
import type * as z from 'zod';
import { asFault, Fault, issuesOf } from '../contracts/fault.ts';

export type LambdaHandler<Answer> = (event: unknown, context?: { awsRequestId?: string }) => Promise<Answer>;

/**
 * The one way into a function. Whatever is thrown leaves as a Fault: Lambda makes its name the error's type, which is what a
 * machine's Retry and Catch match. `name` stands in the log line.
 */
export function edge<Answer>(name: string, work: (event: unknown) => Promise<Answer>): LambdaHandler<Answer> {
  // Ended by us a moment before Lambda would, a timeout would have another name than the one the machines retry.
  const wrapped = middy((event: unknown) => work(event), { timeoutEarlyInMillis: 0 }).onError((request) => {
    complain(name, request.error, request.context?.awsRequestId);
    request.error = asFault(request.error);
  });
  // Middy's own type speaks of packages that are not installed here.
  return wrapped as unknown as LambdaHandler<Answer>;
}

/** One line of JSON, as CloudWatch takes it. It names the request and never quotes it; only a defect brings its stack. */
export function complain(name: string, thrown: unknown, request?: string): void {
  const fault = asFault(thrown);
  const stack = fault.word === 'Bug' && thrown instanceof Error ? { stack: thrown.stack } : {};
  const line = { level: 'error', function: name, fault: fault.word, says: fault.message, request, ...stack };
  console.error(JSON.stringify(line));
}

/** An event of AWS as far as we read it. Throws Malformed naming what does not fit. */
export function eventAs<T>(schema: z.ZodType<T>, event: unknown, what: string): T {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  const hint = 'Something else than the stack called this function: check its triggers.';
  throw new Fault('Malformed', `this is no ${what}: ${issuesOf(parsed.error)}`, hint);
}
