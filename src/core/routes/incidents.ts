import { LogPaging } from '../../contracts/api/log.ts';
import { Paging } from '../../contracts/api/page.ts';
import { Fault } from '../../contracts/fault.ts';
import { approvalsOf } from '../approvals/standing.ts';
import { everythingOf } from '../incident/everything.ts';
import { holdName } from '../incident/find-hold.ts';
import { keys, lists, partitionOf, prefixes } from '../ledger/keys.ts';
import { load, loadAll, need } from '../ledger/load.ts';
import { readAs, shapes } from '../ledger/shapes.ts';
import { handlers, ok, paramOf, personOf, queryOf } from './route.ts';

export const incidents = handlers('incidents', {
  'list-incidents': async ({ records }, request) => {
    const { limit, cursor } = queryOf(request, Paging);
    const page = await records.browse({
      list: lists.incidents(personOf(request).tenant),
      newestFirst: true,
      limit,
      ...(cursor !== undefined && { cursor }),
    });
    return ok({ items: page.items.map((item) => readAs(shapes.incident, item).value), cursor: page.cursor ?? null });
  },
  'get-incident': async ({ records }, request) => {
    const { tenant } = personOf(request);
    const id = paramOf(request, 'incident');
    const head = await need(records, shapes.incident, keys.incident(tenant, id), `incident ${id}`);
    return ok(await everythingOf(records, head.value), { etag: `"${head.rev}"` });
  },
  'get-incident-approvals': async ({ records }, request) => {
    const { tenant } = personOf(request);
    const id = paramOf(request, 'incident');
    const { value: incident } = await need(records, shapes.incident, keys.incident(tenant, id), `incident ${id}`);
    const pk = partitionOf(tenant, id);
    const [holds, proposals] = await Promise.all([
      loadAll(records, shapes.hold, pk, prefixes.hold),
      loadAll(records, shapes.proposal, pk, prefixes.proposal),
    ]);
    return ok(
      approvalsOf({
        incident,
        holds: holds.map(({ value }) => value),
        proposals: proposals.map(({ value }) => value),
        nameOf: holdName,
      }),
    );
  },
  'get-incident-log': async ({ records }, request) => {
    const { tenant } = personOf(request);
    const id = paramOf(request, 'incident');
    const { after, cursor, limit } = queryOf(request, LogPaging);
    const head = await load(records, shapes.logHead, keys.logHead(tenant, id));
    if (head === undefined)
      throw new Fault('NotFound', `there is no incident ${id}`, 'Check the id: `mendgate incidents` lists them.');
    const page = await records.query({
      pk: partitionOf(tenant, id),
      prefix: prefixes.log,
      after: keys.log(tenant, id, cursor ?? after).sk,
      limit,
    });
    const items = page.items.map((item) => readAs(shapes.log, item).value);
    const more = page.cursor === undefined ? undefined : items.at(-1);
    return ok({ items, cursor: more === undefined ? null : String(more.seq), seq: head.value.seq });
  },
  'get-alert-raw': async ({ records, objects }, request) => {
    const { tenant } = personOf(request);
    const [incident, alert] = [paramOf(request, 'incident'), paramOf(request, 'alert')];
    const record = await load(records, shapes.alert, keys.alert(tenant, incident, alert));
    const bytes = record && (await objects.get(record.value.raw));
    if (bytes === undefined)
      throw new Fault(
        'NotFound',
        `incident ${incident} has no alert ${alert}`,
        'Check the ids: `mendgate incident ID` lists its alerts.',
      );
    // Never as the type it claims: what arrived is data, and a browser must not run it.
    return ok(bytes, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    });
  },
});
