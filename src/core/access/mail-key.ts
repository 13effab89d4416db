import * as z from 'zod';

/**
 * A mail address as invitations are found by: in lower case, which every server that matters takes for the same. Undefined
 * for what is no address in ASCII: folding more than A to Z would make one person's address another's.
 */
export function mailKey(mail: unknown): string | undefined {
  const parsed = z.email().max(254).safeParse(mail);
  return parsed.success ? parsed.data.toLowerCase() : undefined;
}
