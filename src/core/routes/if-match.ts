import { Fault } from '../../contracts/fault.ts';
import type { Request } from './route.ts';

/**
 * Lets an edit through that was made on the version that stands. `etag` is that version as its GET names it. Throws Stale when the
 * edit names another, Malformed when it names none and has to.
 */
export function ifMatch(request: Request, etag: string, must: 'needed' | 'taken'): void {
  const seen = request.headers['if-match'];
  if (seen === undefined && must === 'taken') return;
  if (seen === undefined)
    throw new Fault(
      'Malformed',
      'If-Match is missing',
      'Send the etag of the version you edited, so that nobody is overwritten unseen.',
    );
  if (seen !== etag)
    throw new Fault(
      'Stale',
      `version ${etag.replaceAll('"', '')} stands, you edited ${seen.slice(0, 80)}`,
      'Read it again and repeat your edit.',
    );
}
