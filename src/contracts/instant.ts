import * as z from 'zod';

/** A moment in UTC, always `YYYY-MM-DDTHH:mm:ss.sssZ`: fixed width, so that text order is time order. */
export const Instant = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/, 'not an instant (UTC, ms)');
export type Instant = z.infer<typeof Instant>;

export const millisOf = (instant: Instant): number => Date.parse(instant);
export const instantOf = (millis: number): Instant => new Date(millis).toISOString();
export const plusSeconds = (instant: Instant, seconds: number): Instant =>
  instantOf(millisOf(instant) + Math.round(seconds * 1000));
export const secondsBetween = (from: Instant, to: Instant): number => (millisOf(to) - millisOf(from)) / 1000;

/** Any RFC 3339 time a sender may write, as an Instant; undefined when it is not one. */
export function readInstant(text: unknown): Instant | undefined {
  if (typeof text !== 'string' || text.length > 64) return undefined;
  const millis = Date.parse(text);
  // Year 0001 is how Go writes "no time"; it and nonsense far away are no times at all.
  if (!Number.isFinite(millis) || millis < 0 || millis > 4102444800000) return undefined;
  return instantOf(millis);
}
