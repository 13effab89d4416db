import { type Decided, DecisionRequest } from '../../contracts/api/decisions.ts';
import type { Outbox } from '../../contracts/stored.ts';
import { decide } from '../approvals/decide.ts';
import { holdName, holdOf } from '../incident/find-hold.ts';
import { callbackIdOf } from '../incident/hold-ids.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId, digestOf } from '../ledger/digest.ts';
import { keys } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { change, create, shapes, upsert } from '../ledger/shapes.ts';
import { bodyOf, handlers, ok, paramOf, personOf, plain } from './route.ts';

/**
 * Where a yes or no is given. One transaction is the decision: the hold still open and unchanged, the answer, the audit
 * entry, and the outbox row that wakes the machine. Of two people at once, one finds it already decided.
 */
export const decisions = handlers('decisions', {
  'decide-hold': async ({ records, clock }, request) => {
    const person = personOf(request);
    const { tenant } = person;
    const asked = bodyOf(request, DecisionRequest);
    const name = paramOf(request, 'hold');
    const { incident } = (await holdOf(records, tenant, name)).value;
    const key = request.headers['idempotency-key'];
    // With the answer in it: a no that reuses the key of a yes is not told that it was a yes, but judged by itself.
    const receipt =
      key === undefined ? {} : { receipt: derivedId('decide', person.id, name, key, digestOf(plain(asked))) };
    const answer = await commit<Decided>(records, { tenant, incident, ...receipt }, async () => {
      const now = clock.now();
      const hold = await holdOf(records, tenant, name);
      const proposal = await need(
        records,
        shapes.proposal,
        keys.proposal(tenant, incident, hold.value.proposal),
        `proposal ${hold.value.proposal}`,
      );
      // One yes or no of a person for a hold; questions may be asked again.
      const id = derivedId(
        hold.value.id,
        person.id,
        asked.verdict === 'need_more_info' ? `question ${hold.rev}` : asked.verdict,
      );
      const decided = decide({ hold: hold.value, proposal: proposal.value, request: asked, person, id, now });
      const ended = decided.hold.status === 'approved' || decided.hold.status === 'rejected';
      const callback: Outbox = {
        kind: 'callback',
        id: callbackIdOf(hold.value.id),
        tenant,
        incident,
        at: now,
        hold: hold.value.id,
      };
      const row = keys.outbox(tenant, incident, callback.id);
      const status =
        decided.hold.status === 'approved' || decided.hold.status === 'rejected'
          ? decided.hold.status
          : proposal.value.status;
      return {
        output: {
          hold: holdName(hold.value),
          status: decided.hold.status,
          approvals: decided.hold.approvals.length,
          needed: decided.hold.needed,
          by: person.id,
        },
        writes: [
          change(shapes.hold, hold, decided.hold),
          create(shapes.decision, keys.decision(tenant, incident, id), decided.decision),
          ...(status === proposal.value.status
            ? []
            : [change(shapes.proposal, proposal, { ...proposal.value, status })]),
          ...(ended ? [upsert(shapes.outbox, row, await load(records, shapes.outbox, row), callback)] : []),
        ],
        log: [
          {
            at: now,
            actor: { kind: 'person', id: person.id },
            event: 'decision_made',
            about: hold.value.id,
            detail: {
              proposal: proposal.value.id,
              verdict: asked.verdict,
              planHash: asked.planHash,
              reason: asked.reason ?? '',
              status: decided.hold.status,
            },
          },
        ],
      };
    });
    return ok(answer);
  },
});
