import { Fault } from '../../contracts/fault.ts';
import type { Hold } from '../../contracts/remediation.ts';
import type { Notice } from '../../contracts/stored.ts';
import { digestOf } from '../ledger/digest.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { type Stored, shapes, upsert } from '../ledger/shapes.ts';
import type { Records, Write } from '../ports.ts';

type About = Pick<Hold, 'tenant' | 'incident' | 'id' | 'planHash'>;

/** Made from what the letter is about: one sent twice has the same link, which still answers once. */
export const nonceOf = (hold: About, user: string): string => digestOf([hold.id, hold.planHash, user]).slice(0, 32);

export const noteKey = (hold: About, user: string) => keys.notice(hold.tenant, hold.incident, hold.id, user);

/** What is noted of one person about one hold, with something added to it. */
export function noting(
  hold: About,
  user: string,
  standing: Stored<Notice> | undefined,
  more: Pick<Partial<Notice>, 'askedAt' | 'refusedAt' | 'usedAt' | 'toldAt'>,
): Write {
  const { tenant, incident, id, planHash } = hold;
  const fresh: Notice = { tenant, incident, hold: id, user, planHash, nonce: nonceOf(hold, user) };
  return upsert(shapes.notice, noteKey(hold, user), standing, { ...(standing?.value ?? fresh), ...more });
}

const triesAtMost = 5;

/** The same, written by itself. Whoever decides by link writes the same item, so it is tried again. */
export async function note(records: Records, hold: About, user: string, more: Parameters<typeof noting>[3]) {
  for (let attempt = 0; attempt < triesAtMost; attempt++) {
    const standing = await load(records, shapes.notice, noteKey(hold, user));
    if ((await records.write([noting(hold, user, standing, more)])).ok) return;
  }
  throw new Fault('Contended', `the notice of ${user} is being changed by many at once`, 'Try again.');
}
