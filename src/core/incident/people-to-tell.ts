import type { Hold } from '../../contracts/remediation.ts';
import type { Outbox } from '../../contracts/stored.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, create, shapes } from '../ledger/shapes.ts';
import type { Records, Write } from '../ports.ts';
import { askIdOf } from './hold-ids.ts';

type About = Pick<Hold, 'tenant' | 'incident' | 'id'>;

const rowOf = ({ tenant, incident, id }: About, now: string): Outbox => ({
  kind: 'ask',
  id: askIdOf(id),
  tenant,
  incident,
  at: now,
  hold: id,
});

/** Part of the transaction that opens a hold: people will be asked by mail. */
export const toBeAsked = (hold: About, now: string): Write =>
  create(shapes.outbox, keys.outbox(hold.tenant, hold.incident, askIdOf(hold.id)), rowOf(hold, now));

/**
 * Part of a transaction that ends a hold, or puts its question again: whoever was asked will be told, and whoever has
 * become an approver since will be asked. Nothing where nobody was ever asked, so that homes without mail write no rows.
 */
export async function toBeTold(
  records: Pick<Records, 'get' | 'query'>,
  hold: About,
  now: string,
  why: 'ended' | 'asked again',
): Promise<Write[]> {
  const { tenant, incident, id } = hold;
  const key = keys.outbox(tenant, incident, askIdOf(id));
  const row = await load(records, shapes.outbox, key);
  // What is being sent just now is about a question that has ended: the new row is carried out anew, and at once.
  if (row !== undefined) return why === 'ended' ? [change(shapes.outbox, row, rowOf(hold, now))] : [];
  const asked = await records.query({ pk: partitionOf(tenant, incident), prefix: prefixes.notice(id), limit: 1 });
  return asked.items.length > 0 ? [create(shapes.outbox, key, rowOf(hold, now))] : [];
}
