import { createHash } from 'node:crypto';

/** What session names and source identities may hold (AWS STS, "AssumeRole"). */
const FITS = /^[\w+=,.@-]{2,64}$/;
const TAG = 8;

/**
 * A name as STS takes it. What does not fit is cut and written with hyphens, and ends in the beginning of its hash, so that
 * two people never have one name in the trail.
 */
export function trailName(name: string): string {
  if (FITS.test(name)) return name;
  const tag = createHash('sha256').update(name).digest('hex').slice(0, TAG);
  return `${name.replace(/[^\w+=,.@-]/g, '-').slice(0, 64 - TAG - 1)}-${tag}`;
}
