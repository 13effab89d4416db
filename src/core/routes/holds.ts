import type { ShownHold } from '../../contracts/api/holds.ts';
import { riskRank } from '../../contracts/plan.ts';
import type { Hold } from '../../contracts/remediation.ts';
import { holdOf, waitingHolds } from '../incident/find-hold.ts';
import { shownHold } from '../incident/shown-hold.ts';
import { keys } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import type { Records } from '../ports.ts';
import { handlers, ok, paramOf, personOf } from './route.ts';

export const holds = handlers('holds', {
  'list-holds': async ({ records, clock }, request) => {
    const { tenant } = personOf(request);
    const now = clock.now();
    const waiting = (await waitingHolds(records, tenant)).filter((hold) => hold.expiresAt > now);
    const shown = await Promise.all(waiting.map((hold) => withPlan(records, hold)));
    shown.sort(
      (a, b) => riskRank(b.plan.action.risk) - riskRank(a.plan.action.risk) || (a.openedAt < b.openedAt ? -1 : 1),
    );
    return ok({ items: shown, cursor: null });
  },
  'get-hold': async ({ records }, request) => {
    const { tenant } = personOf(request);
    const hold = await holdOf(records, tenant, paramOf(request, 'hold'));
    return ok(await withPlan(records, hold.value), { etag: `"${hold.rev}"` });
  },
});

async function withPlan(records: Records, hold: Hold): Promise<ShownHold> {
  const { tenant, incident, proposal } = hold;
  const key = keys.proposal(tenant, incident, proposal);
  return shownHold(hold, (await need(records, shapes.proposal, key, `proposal ${proposal}`)).value);
}
