import { type Instant, secondsBetween } from '../../contracts/instant.ts';

/**
 * A connection is on the list before its socket is open: AWS opens it when the function that listed it has answered, which it
 * must within 29 s.
 */
const openingSeconds = 30;

export const isOpening = ({ since }: { since: Instant }, now: Instant): boolean =>
  secondsBetween(since, now) < openingSeconds;
