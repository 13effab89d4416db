import type { NewToken, ShownToken, TokenEnded, TokenMade } from '../../contracts/api/tokens.ts';
import { Fault } from '../../contracts/fault.ts';
import { type Instant, plusSeconds } from '../../contracts/instant.ts';
import type { Actor } from '../../contracts/log.ts';
import type { Token } from '../../contracts/stored.ts';
import { commit } from '../ledger/commit.ts';
import { keys, tenantLog } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { create, remove, shapes, unchanged } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';
import { hashOf } from './sign-in-code.ts';

/** A hash of 256 random bits opens nothing, so it may be shown as the id. */
export const shownToken = ({ sha256: id, ...token }: Token): ShownToken => ({ id, ...token });

/** Makes a token that speaks for a user until it expires. */
export async function makeToken(
  { records, clock, ids }: Pick<Ports, 'records' | 'clock' | 'ids'>,
  { tenant, by, asked }: { tenant: string; by: Actor; asked: NewToken },
): Promise<TokenMade> {
  const token = ids.secret();
  const id = hashOf(token);
  const { user, name, days } = asked;
  const { expiresAt } = await commit<{ expiresAt: Instant }>(records, { tenant, incident: tenantLog }, async () => {
    const at = clock.now();
    const stored = await need(records, shapes.user, keys.user(tenant, user), `user ${user}`);
    if (stored.value.roles.length === 0)
      throw new Fault('Impossible', `${user} was removed`, 'Give them a role first.');
    const expiresAt = plusSeconds(at, days * 24 * 3600);
    const made: Token = { sha256: id, tenant, user, madeBy: 'person', name, at, expiresAt };
    return {
      output: { expiresAt },
      writes: [unchanged(stored), create(shapes.token, keys.token(id), made)],
      log: [{ at, actor: by, event: 'token_made', about: user, detail: { token: id.slice(0, 12), name, expiresAt } }],
    };
  });
  return { id, user, token, expiresAt };
}

/** Ends a token or a session: with the next request it opens nothing. Throws NotFound for none of this tenant's. */
export async function endToken(
  { records, clock }: Pick<Ports, 'records' | 'clock'>,
  { tenant, by, id }: { tenant: string; by: Actor; id: string },
): Promise<TokenEnded> {
  return commit<{ id: string; user: string }>(records, { tenant, incident: tenantLog }, async () => {
    const stored = await load(records, shapes.token, keys.token(id));
    if (stored === undefined || stored.value.tenant !== tenant)
      throw new Fault('NotFound', 'there is no such token', 'It may have ended already: lists print the ids in use.');
    const { user, madeBy, name = '' } = stored.value;
    if (madeBy === 'start')
      throw new Fault(
        'Impossible',
        'this is the token of the home itself',
        'It ends with the next start: restart the home to have another one.',
      );
    const event = madeBy === 'sign-in' ? 'signed_out' : 'token_ended';
    return {
      output: { id, user },
      writes: [remove(stored)],
      log: [{ at: clock.now(), actor: by, event, about: user, detail: { token: id.slice(0, 12), name } }],
    };
  });
}
