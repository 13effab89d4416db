import { Paging } from '../../contracts/api/page.ts';
import { NewToken } from '../../contracts/api/tokens.ts';
import { endToken, makeToken, shownToken } from '../access/token.ts';
import { lists } from '../ledger/keys.ts';
import { readAs, shapes } from '../ledger/shapes.ts';
import { bodyOf, handlers, ok, paramOf, personOf, queryOf } from './route.ts';

/** What speaks for people in a home that signs in by links: tokens of programs, and sessions of browsers. */
export const tokens = handlers('tokens', {
  'list-tokens': async ({ records }, request) => {
    const { limit, cursor } = queryOf(request, Paging);
    const list = lists.tokens(personOf(request).tenant);
    const page = await records.browse({ list, limit, ...(cursor !== undefined && { cursor }) });
    const items = page.items.map((item) => shownToken(readAs(shapes.token, item).value));
    return ok({ items, cursor: page.cursor ?? null });
  },
  'make-token': async (ports, request) => {
    const { tenant, id } = personOf(request);
    const asked = bodyOf(request, NewToken);
    return { status: 201, body: await makeToken(ports, { tenant, by: { kind: 'person', id }, asked }) };
  },
  'end-token': async (ports, request) => {
    const { tenant, id } = personOf(request);
    return ok(await endToken(ports, { tenant, by: { kind: 'person', id }, id: paramOf(request, 'token') }));
  },
});
