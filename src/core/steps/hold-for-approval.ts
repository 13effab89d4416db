import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { plusSeconds } from '../../contracts/instant.ts';
import type { Hold } from '../../contracts/remediation.ts';
import type { Outbox } from '../../contracts/stored.ts';
import { shortCode } from '../approvals/short-code.ts';
import { callbackIdOf, holdIdOf } from '../incident/hold-ids.ts';
import { toBeAsked, toBeTold } from '../incident/people-to-tell.ts';
import { moved, RemediationInput, standing } from '../incident/standing.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, create, shapes, unchanged, upsert } from '../ledger/shapes.ts';
import { step } from './step.ts';

/** Without a policy decision there is no hold time; then one hour, so that nothing waits for ever. */
const fallbackSeconds = 3600;

/**
 * Puts the question to people and leaves the machine waiting on a token. Every call brings a new token (a retry, another
 * pass): the hold keeps the newest and counts them, and a hold already decided is called back again on the new one.
 */
export const holdForApproval = step({
  id: 'hold-for-approval',
  name: 'Hold for approval',
  input: z.strictObject({ ...RemediationInput.shape, token: z.string().min(1) }),
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    return commit<{ hold: string }>(records, { tenant, incident }, async () => {
      const { token, ...rest } = input;
      const at = await standing(records, rest);
      const proposal = at.proposal.value;
      const id = holdIdOf(proposal.id);
      const sealedToken = await ports.sealer.seal(token, `hold:${id}`);
      const before = await load(records, shapes.hold, keys.hold(tenant, incident, id));
      if (before === undefined) {
        // Once: a storm that goes on and on must not keep people from being asked.
        if (proposal.attempt === 1 && at.incident.value.news !== proposal.news)
          throw new Fault(
            'Stale',
            'an alert joined after this was planned',
            'It is looked at and planned again before anybody is asked.',
          );
        const moves = await moved(records, at, now, { status: 'waiting', reason: 'waiting for approval' });
        const hold: Hold = {
          id,
          kind: 'plan_approval',
          tenant,
          incident,
          remediation: input.remediation,
          proposal: proposal.id,
          planHash: proposal.planHash,
          code: shortCode(id),
          status: 'pending',
          needed: 1,
          approvals: [],
          openedAt: now,
          expiresAt: plusSeconds(now, proposal.holdSeconds ?? fallbackSeconds),
          generation: 1,
          sealedToken,
          settled: false,
        };
        return {
          output: { hold: id },
          writes: [
            create(shapes.hold, keys.hold(tenant, incident, id), hold),
            toBeAsked(hold, now),
            change(shapes.proposal, at.proposal, { ...proposal, status: 'waiting' }),
            ...moves,
            // Nothing has joined until the very moment the question is put.
            ...(moves.length > 1 ? [] : [unchanged(at.incident)]),
          ],
          log: [
            entry('hold-for-approval', now, 'proposals_submitted', id, {
              proposals: [proposal.id],
              count: 1,
              planHash: hold.planHash,
              code: hold.code,
              expiresAt: hold.expiresAt,
            }),
          ],
        };
      }
      const again = change(shapes.hold, before, {
        ...before.value,
        generation: before.value.generation + 1,
        sealedToken,
      });
      if (before.value.status === 'pending' || before.value.status === 'info_needed')
        return {
          output: { hold: id },
          writes: [again, ...(await toBeTold(records, before.value, now, 'asked again'))],
        };
      return { output: { hold: id }, writes: [again, await rearmed(records, tenant, incident, id, now)] };
    });
  },
});

async function rearmed(
  records: Parameters<typeof load>[0],
  tenant: string,
  incident: string,
  hold: string,
  now: string,
) {
  const id = callbackIdOf(hold);
  const row: Outbox = { kind: 'callback', id, tenant, incident, at: now, hold };
  const key = keys.outbox(tenant, incident, id);
  return upsert(shapes.outbox, key, await load(records, shapes.outbox, key), row);
}
