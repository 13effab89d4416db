import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Route, routes } from '../../src/contracts/routes.ts';
import { holdName } from '../../src/core/incident/find-hold.ts';
import { keys } from '../../src/core/ledger/keys.ts';
import { create, shapes } from '../../src/core/ledger/shapes.ts';
import { tenant } from './home.ts';
import { servedHome } from './http.ts';

const table: readonly Route[] = routes;
const token = 'a-token-of-an-owner-of-another-tenant';

test('an owner of another tenant finds nothing of ours, by whatever id and on whatever route', async () => {
  const home = await servedHome();
  const sha256 = createHash('sha256').update(token).digest('hex');
  const mallory = { id: 'mallory', tenant: 'other', roles: ['owner' as const], name: 'Mallory' };
  await home.ports.records.write([
    create(shapes.user, keys.user('other', 'mallory'), mallory),
    create(shapes.owners, keys.owners('other'), { tenant: 'other', users: ['mallory'] }),
    create(shapes.token, keys.token(sha256), { sha256, tenant: 'other', user: 'mallory', madeBy: 'person' }),
  ]);
  await home.deliver('{"alerts": [');
  const hold = await home.held();
  const [alert] = (await home.send('GET', `/api/v1/incidents/${hold.incident}`, { as: 'owner' })).body.alerts as {
    id: string;
  }[];
  const [letter] = (await home.send('GET', '/api/v1/dead-letters', { as: 'owner' })).body.items as { id: string }[];
  const made = await home.send('POST', '/api/v1/tokens', { as: 'owner', body: { user: 'ada', name: 'theirs' } });
  const ours: Record<string, string> = {
    incident: hold.incident,
    alert: alert?.id ?? '',
    hold: holdName(hold),
    proposal: `${hold.incident}.${hold.proposal}`,
    letter: letter?.id ?? '',
    user: 'ada',
    hook: 'alertmanager',
    token: String(made.body.id),
  };
  const named = table.filter(({ auth, path }) => auth === 'person' && /:(?!name\b)\w/.test(path));
  expect(named.length).toBeGreaterThan(10);
  /** What these take, so that it is the id alone that is refused. */
  const fitting: Record<string, object> = {
    'decide-hold': { verdict: 'approved', planHash: hold.planHash },
    'decide-incident': { verdict: 'approved', holds: [{ hold: holdName(hold), planHash: hold.planHash }] },
    'answer-question': { says: 'because' },
    'change-user': { roles: [] },
  };
  const before = home.kept();
  const ask = async (route: Route, idOf: (name: string) => string) => {
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => idOf(name));
    const headers = { authorization: `Bearer ${token}`, 'if-match': '"1"' };
    const sent = { headers, ...(route.bodyAtMost > 0 && { body: fitting[route.id] ?? {} }) };
    const { status, body } = await home.send(route.method, path, sent);
    return { route: route.id, status, title: body.title };
  };
  for (const route of named) {
    const answer = await ask(route, (name) => {
      if (ours[name] === undefined) throw new Error(`say here what ${route.path} calls ours`);
      return ours[name];
    });
    expect(answer).toEqual({ route: route.id, status: 404, title: 'NotFound' });
    // Not even that it is there: as if nobody had ever heard of it.
    expect(await ask(route, (name) => (name === 'source' ? 'alertmanager' : 'nothing'))).toEqual(answer);
  }
  expect(home.kept()).toEqual(before);

  const lists = table.filter(({ method, auth, path }) => method === 'GET' && auth === 'person' && !path.includes(':'));
  for (const { path } of lists) {
    const { bytes } = await home.send('GET', path, { headers: { authorization: `Bearer ${token}` } });
    expect(bytes.toString(), path).not.toContain(`"${tenant}"`);
    for (const id of [hold.incident, hold.id, ours.letter ?? '', ours.token ?? ''])
      expect(bytes.toString(), path).not.toContain(id);
  }
});
