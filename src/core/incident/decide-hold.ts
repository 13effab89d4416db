import type { Decided, DecisionRequest } from '../../contracts/api/decisions.ts';
import type { Json } from '../../contracts/json.ts';
import type { Outbox, User } from '../../contracts/stored.ts';
import { checkLink } from '../approvals/check-link.ts';
import { decide } from '../approvals/decide.ts';
import { linksSecret, readLink } from '../approvals/link.ts';
import { commit } from '../ledger/commit.ts';
import { derivedId, digestOf } from '../ledger/digest.ts';
import { keys } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { change, create, shapes, unchanged, upsert } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';
import { decider } from './approvers.ts';
import { holdName, holdOf } from './find-hold.ts';
import { callbackIdOf } from './hold-ids.ts';
import { noteKey, noting } from './notices.ts';
import { toBeTold } from './people-to-tell.ts';
import { stopped } from './stopped.ts';

/**
 * One answer of one person to one hold. One transaction is the decision: the hold still open and unchanged, the role still
 * held, the answer, the audit entry, the outbox row that wakes the machine, and the one use of the link, if it was given by one.
 * Of two people at once, one finds it already decided. `key` makes the same answer sent twice one answer.
 */
export async function decideHold(
  { records, clock, secrets }: Pick<Ports, 'records' | 'clock' | 'secrets'>,
  parts: { person: User; name: string; asked: DecisionRequest; key: string | undefined },
): Promise<Decided> {
  const { person, name, asked, key } = parts;
  const { tenant } = person;
  const { incident } = (await holdOf(records, tenant, name)).value;
  const keysOfLinks = asked.link === undefined ? [] : await secrets.read(linksSecret);
  // With the answer in it: a no that reuses the key of a yes is not told that it was a yes, but judged by itself.
  const receipt =
    key === undefined
      ? {}
      : { receipt: derivedId('decide', person.id, name, key, digestOf(JSON.parse(JSON.stringify(asked)) as Json)) };
  return commit<Decided>(records, { tenant, incident, ...receipt }, async () => {
    const now = clock.now();
    const standing = await decider(records, person);
    const hold = await holdOf(records, tenant, name);
    const proposal = await need(
      records,
      shapes.proposal,
      keys.proposal(tenant, incident, hold.value.proposal),
      `proposal ${hold.value.proposal}`,
    );
    const notice =
      asked.link === undefined ? undefined : await load(records, shapes.notice, noteKey(hold.value, person.id));
    if (asked.link !== undefined)
      checkLink(readLink(asked.link, keysOfLinks, now), { hold: hold.value, person, notice: notice?.value });
    // One yes or no of a person for a hold; questions may be asked again.
    const id = derivedId(
      hold.value.id,
      person.id,
      asked.verdict === 'need_more_info' ? `question ${hold.rev}` : asked.verdict,
    );
    const off = await stopped(records, tenant);
    const decided = decide({
      hold: hold.value,
      proposal: proposal.value,
      request: asked,
      person,
      id,
      now,
      stopped: off,
    });
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
        unchanged(standing),
        change(shapes.hold, hold, decided.hold),
        create(shapes.decision, keys.decision(tenant, incident, id), decided.decision),
        ...(status === proposal.value.status ? [] : [change(shapes.proposal, proposal, { ...proposal.value, status })]),
        ...(ended ? [upsert(shapes.outbox, row, await load(records, shapes.outbox, row), callback)] : []),
        ...(ended ? await toBeTold(records, hold.value, now, 'ended') : []),
        ...(asked.link === undefined ? [] : [noting(hold.value, person.id, notice, { usedAt: now })]),
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
            ...(asked.link !== undefined && { by: 'link' }),
          },
        },
      ],
    };
  });
}
