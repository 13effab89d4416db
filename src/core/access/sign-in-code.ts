import { utf8ToBytes } from '@noble/hashes/utils.js';
import { Fault } from '../../contracts/fault.ts';
import { type Instant, plusSeconds } from '../../contracts/instant.ts';
import type { Actor } from '../../contracts/log.ts';
import { commit } from '../ledger/commit.ts';
import { sha256Hex } from '../ledger/digest.ts';
import { keys, tenantLog } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { create, shapes, unchanged } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';

/** For whoever asks for themselves, and has the page open already. */
export const ownCodeSeconds = 600;
/** For somebody it has to be sent to first. */
export const sentCodeSeconds = 24 * 3600;

/** What a code, a token and a session are known by: whoever reads the store cannot come in with it. */
export const hashOf = (secret: string): string => sha256Hex(utf8ToBytes(secret));

/** Makes the code of a sign-in link: 256 random bits, for one use. Throws Impossible for a user who was removed. */
export async function makeSignInCode(
  { records, clock, ids }: Pick<Ports, 'records' | 'clock' | 'ids'>,
  { tenant, user, seconds, by }: { tenant: string; user: string; seconds: number; by: Actor },
): Promise<{ code: string; expiresAt: Instant }> {
  const code = ids.secret();
  const sha256 = hashOf(code);
  const { expiresAt } = await commit<{ expiresAt: Instant }>(records, { tenant, incident: tenantLog }, async () => {
    const at = clock.now();
    const stored = await need(records, shapes.user, keys.user(tenant, user), `user ${user}`);
    if (stored.value.roles.length === 0)
      throw new Fault('Impossible', `${user} was removed`, 'Give them a role first.');
    const expiresAt = plusSeconds(at, seconds);
    return {
      output: { expiresAt },
      writes: [
        unchanged(stored),
        create(shapes.ticket, keys.ticket(sha256), { sha256, purpose: 'sign-in', tenant, user, at, expiresAt }),
      ],
      log: [{ at, actor: by, event: 'sign_in_link_made', about: user, detail: { expiresAt } }],
    };
  });
  return { code, expiresAt };
}
