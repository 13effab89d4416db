import { type Instant, readInstant } from '../../contracts/instant.ts';

// With its offset: a time without one would be read in the zone of whatever machine reads it.
const rfc3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2}(?:\.\d{1,12})?)(?:[Zz]|([+-]\d{2}):?(\d{2}))$/;

/** A sender's time; undefined when it is none. CloudWatch writes offsets without a colon; Go writes "never" as the year 1. */
export function readTime(text: string | null | undefined): Instant | undefined {
  if (typeof text !== 'string' || text.length > 64) return undefined;
  const [, day, clock, hours, minutes] = rfc3339.exec(text) ?? [];
  if (day === undefined || clock === undefined) return undefined;
  return readInstant(`${day}T${clock}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
}
