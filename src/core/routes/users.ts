import { Paging } from '../../contracts/api/page.ts';
import { NewUser, type SignInLink, UserEdit, UserId } from '../../contracts/api/users.ts';
import { Fault } from '../../contracts/fault.ts';
import { addUser } from '../access/add-user.ts';
import { changeUser, userTag } from '../access/change-user.ts';
import { shownUser } from '../access/shown-user.ts';
import { makeSignInCode, ownCodeSeconds, sentCodeSeconds } from '../access/sign-in-code.ts';
import { keys, lists } from '../ledger/keys.ts';
import { need } from '../ledger/load.ts';
import { readAs, shapes } from '../ledger/shapes.ts';
import { ifMatch } from './if-match.ts';
import { bodyOf, handlers, ok, paramOf, personOf, queryOf, type Request, type RouteUses } from './route.ts';

export const users = handlers('users', {
  'list-users': async ({ records, clock, site }, request) => {
    const { limit, cursor } = queryOf(request, Paging);
    const list = lists.users(personOf(request).tenant);
    const page = await records.browse({ list, limit, ...(cursor !== undefined && { cursor }) });
    const { kind } = site.facts().signIn;
    const now = clock.now();
    const items = page.items.map((item) => shownUser(readAs(shapes.user, item), kind, now));
    return ok({ items, cursor: page.cursor ?? null });
  },
  'get-user': async ({ records, clock, site }, request) => {
    const id = idOf(request);
    const stored = await need(records, shapes.user, keys.user(personOf(request).tenant, id), `user ${id}`);
    return ok(shownUser(stored, site.facts().signIn.kind, clock.now()), { etag: userTag(stored) });
  },
  'add-user': async (ports, request) => {
    const { tenant, id } = personOf(request);
    const asked = bodyOf(request, NewUser);
    const user = await addUser(ports, { tenant, by: { kind: 'person', id }, asked });
    const links = ports.site.facts().signIn.kind === 'link';
    return {
      status: 201,
      body: { user, ...(links && { signIn: await linkFor(ports, request, user.id) }) },
      headers: { etag: `"${user.version}"` },
    };
  },
  'change-user': async (ports, request) => {
    const { tenant, id: by } = personOf(request);
    const edit = bodyOf(request, UserEdit);
    const id = idOf(request);
    const fits = (tag: string) => ifMatch(request, tag, 'needed');
    const user = await changeUser(ports, { tenant, by: { kind: 'person', id: by }, id, edit, fits });
    return ok(user, { etag: `"${user.version}"` });
  },
  'make-sign-in-link': async (ports, request) => ({ status: 201, body: await linkFor(ports, request, idOf(request)) }),
});

/** What cannot be anybody's id is nobody's: it is not looked up. */
function idOf(request: Request): string {
  const id = UserId.safeParse(paramOf(request, 'user'));
  if (!id.success) throw new Fault('NotFound', 'there is no such user', 'Check the id: lists print the ids in use.');
  return id.data;
}

/** An address of the console as whoever asked reaches it, unless the home was told where people do. */
async function linkFor(ports: RouteUses<'users'>, request: Request, user: string): Promise<SignInLink> {
  const { tenant, id } = personOf(request);
  const seconds = user === id ? ownCodeSeconds : sentCodeSeconds;
  const { code, expiresAt } = await makeSignInCode(ports, { tenant, user, seconds, by: { kind: 'person', id } });
  const base = ports.site.facts().url ?? `http://${request.headers.host ?? 'localhost'}`;
  return { link: `${base}/sign-in#${code}`, user, expiresAt };
}
