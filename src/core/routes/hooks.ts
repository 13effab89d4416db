import { NewHook } from '../../contracts/api/hooks.ts';
import { Paging } from '../../contracts/api/page.ts';
import { addHook, newHookSecret, shownHook } from '../access/add-hook.ts';
import { lists } from '../ledger/keys.ts';
import { readAs, shapes } from '../ledger/shapes.ts';
import { bodyOf, handlers, ok, paramOf, personOf, queryOf } from './route.ts';

export const hooks = handlers('hooks', {
  'list-hooks': async ({ records }, request) => {
    const { limit, cursor } = queryOf(request, Paging);
    const list = lists.hooks(personOf(request).tenant);
    const page = await records.browse({ list, limit, ...(cursor !== undefined && { cursor }) });
    return ok({
      items: page.items.map((item) => shownHook(readAs(shapes.hook, item).value)),
      cursor: page.cursor ?? null,
    });
  },
  'add-hook': async (ports, request) => {
    const { tenant, id } = personOf(request);
    const asked = bodyOf(request, NewHook);
    return { status: 201, body: await addHook(ports, { tenant, by: { kind: 'person', id }, asked }) };
  },
  'change-hook-secret': async (ports, request) => {
    const { tenant, id } = personOf(request);
    const hook = paramOf(request, 'hook');
    return ok(await newHookSecret(ports, { tenant, by: { kind: 'person', id }, id: hook }));
  },
});
