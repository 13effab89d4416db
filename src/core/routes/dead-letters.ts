import { Paging } from '../../contracts/api/page.ts';
import { Fault } from '../../contracts/fault.ts';
import type { QueuedDelivery } from '../incident/arrival.ts';
import { toBase64 } from '../intake/base64.ts';
import { parseDelivery } from '../intake/parse-delivery.ts';
import { commit } from '../ledger/commit.ts';
import { sha256Hex } from '../ledger/digest.ts';
import { keys, lists, tenantLog } from '../ledger/keys.ts';
import { load, need } from '../ledger/load.ts';
import { change, readAs, shapes } from '../ledger/shapes.ts';
import { handlers, ok, paramOf, personOf, queryOf } from './route.ts';

export const deadLetters = handlers('dead-letters', {
  'list-dead-letters': async ({ records }, request) => {
    const { limit, cursor } = queryOf(request, Paging);
    const page = await records.browse({
      list: lists.deadLetters(personOf(request).tenant),
      newestFirst: true,
      limit,
      ...(cursor !== undefined && { cursor }),
    });
    return ok({ items: page.items.map((item) => readAs(shapes.deadLetter, item).value), cursor: page.cursor ?? null });
  },
  'get-dead-letter': async ({ records, objects }, request) => {
    const id = paramOf(request, 'letter');
    const letter = await need(
      records,
      shapes.deadLetter,
      keys.deadLetter(personOf(request).tenant, id),
      `dead letter ${id}`,
    );
    const bytes = await objects.get(letter.value.raw);
    return ok({ ...letter.value, text: bytes === undefined ? null : new TextDecoder().decode(bytes) });
  },
  /** Takes it again: as it came, or as the body of this request when a person has mended it. */
  'replay-dead-letter': async ({ records, objects, alerts, clock, ids }, request) => {
    const id = paramOf(request, 'letter');
    const { tenant } = personOf(request);
    const letter = await need(records, shapes.deadLetter, keys.deadLetter(tenant, id), `dead letter ${id}`);
    const { hook: hookId, source, contentType, raw } = letter.value;
    const bytes = request.body.length > 0 ? request.body : await objects.get(raw);
    const hook = await load(records, shapes.hook, keys.hook(hookId));
    if (bytes === undefined || hook === undefined)
      throw new Fault('Impossible', 'its bytes or its hook are gone', 'Send the alarm again from its source.');
    const receivedAt = clock.now();
    // Still unreadable: the person hears it now, and nothing new is kept.
    const parsed = parseDelivery({ source, bytes, contentType: contentType || 'application/json', receivedAt });
    const delivery: QueuedDelivery = {
      id: ids.next(),
      tenant,
      hook: hookId,
      source,
      cluster: hook.value.cluster,
      receivedAt,
      contentType: contentType || 'application/json',
      bytes: toBase64(bytes),
    };
    // Noted before it is done: whoever puts an alarm in by hand stands in the audit, whatever happens in between. Until the
    // queue has it nobody is told that it was taken, and may do it again.
    await commit<null>(records, { tenant, incident: tenantLog }, async () => {
      const now = await need(records, shapes.deadLetter, keys.deadLetter(tenant, id), `dead letter ${id}`);
      return {
        output: null,
        writes: [change(shapes.deadLetter, now, { ...now.value, replayedAt: receivedAt })],
        log: [
          {
            at: receivedAt,
            actor: { kind: 'person', id: personOf(request).id },
            event: 'dead_letter_replayed',
            about: id,
            detail: {
              hook: hookId,
              delivery: delivery.id,
              corrected: request.body.length > 0,
              sha256: sha256Hex(bytes),
            },
          },
        ],
      };
    });
    await alerts.send(JSON.stringify(delivery));
    return { status: 202, body: { delivery: delivery.id, alerts: parsed.alerts.length } };
  },
});
