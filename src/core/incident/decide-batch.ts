import { type BatchDecided, type BatchRequest, LeftOut } from '../../contracts/api/decisions.ts';
import { asFault } from '../../contracts/fault.ts';
import type { User } from '../../contracts/stored.ts';
import { commit } from '../ledger/commit.ts';
import { keys } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import type { Ports } from '../ports.ts';
import { decideHold } from './decide-hold.ts';

/**
 * One vote for each plan that was listed, by one person, for the hashes they saw: what was decided or changed meanwhile is left
 * out and named, and what needs a second person goes on waiting for one. Each vote is a transaction of its own. Throws NotFound.
 */
export async function decideBatch(
  ports: Pick<Ports, 'records' | 'clock' | 'secrets'>,
  { person, incident, asked }: { person: User; incident: string; asked: BatchRequest },
): Promise<BatchDecided> {
  const { records, clock } = ports;
  const { tenant } = person;
  await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
  const { verdict, reason } = asked;
  const decided: BatchDecided['decided'] = [];
  const leftOut: BatchDecided['leftOut'] = [];
  for (const { hold, planHash } of asked.holds) {
    if (!hold.startsWith(`${incident}.`)) {
      leftOut.push({ hold, word: 'NotFound', why: `it is no hold of incident ${incident}` });
      continue;
    }
    try {
      const one = { verdict, planHash, ...(reason !== undefined && { reason }) };
      decided.push(await decideHold(ports, { person, name: hold, asked: one, key: undefined }));
    } catch (thrown) {
      const fault = asFault(thrown);
      const word = LeftOut.safeParse(fault.word);
      // Whatever else went wrong ends the whole: what was decided stands, and the same request goes on from there.
      if (!word.success) throw thrown;
      leftOut.push({ hold, word: word.data, why: fault.message });
    }
  }
  if (decided.length === 0) return { decided, leftOut };
  return commit<BatchDecided>(records, { tenant, incident }, async () => ({
    output: { decided, leftOut },
    writes: [],
    log: [
      {
        at: clock.now(),
        actor: { kind: 'person', id: person.id },
        event: verdict === 'approved' ? 'batch_approved' : 'batch_rejected',
        about: incident,
        detail: { count: decided.length, holds: decided.map(({ hold }) => hold), reason: reason ?? '' },
      },
    ],
  }));
}
