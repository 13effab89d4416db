import type { ShownHold } from '../../contracts/api/holds.ts';
import { riskRank } from '../../contracts/plan.ts';
import type { Hold } from '../../contracts/remediation.ts';
import { holdName, holdOf, waitingHolds } from '../incident/find-hold.ts';
import { keys } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import { shownEffect } from '../policy/shown-effect.ts';
import type { Records } from '../ports.ts';
import { handlers, ok, paramOf, personOf } from './route.ts';

export const holds = handlers('holds', {
  'list-holds': async ({ records, clock }, request) => {
    const { tenant } = personOf(request);
    const now = clock.now();
    const waiting = (await waitingHolds(records, tenant)).filter((hold) => hold.expiresAt > now);
    const shown = await Promise.all(waiting.map((hold) => shownHold(records, hold)));
    shown.sort(
      (a, b) => riskRank(b.plan.action.risk) - riskRank(a.plan.action.risk) || (a.openedAt < b.openedAt ? -1 : 1),
    );
    return ok({ items: shown, cursor: null });
  },
  'get-hold': async ({ records }, request) => {
    const { tenant } = personOf(request);
    const hold = await holdOf(records, tenant, paramOf(request, 'hold'));
    return ok(await shownHold(records, hold.value), { etag: `"${hold.rev}"` });
  },
});

/** A hold with all that whoever decides must see: the plan, its rehearsal, what policy said. The token stays sealed and unseen, secret values too. */
async function shownHold(records: Records, { sealedToken: _sealed, ...hold }: Hold): Promise<ShownHold> {
  const { value: proposal } = await need(
    records,
    shapes.proposal,
    keys.proposal(hold.tenant, hold.incident, hold.proposal),
    `proposal ${hold.proposal}`,
  );
  return {
    ...hold,
    name: holdName(hold),
    cluster: proposal.cluster,
    plan: { ...proposal.plan, effects: proposal.plan.effects.map(shownEffect) },
    rehearsal: proposal.rehearsal ?? null,
    policy: proposal.policy ?? null,
  };
}
