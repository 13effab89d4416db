import { expect, test } from 'vitest';
import { openApi } from '../../src/contracts/openapi/document.ts';
import { nameOf } from '../../src/contracts/openapi/schemas.ts';
import { type Route, type RouteId, routes } from '../../src/contracts/routes.ts';
import { readerOf } from '../contracts/openapi/reader.ts';
import { ended } from './home.ts';
import { type Answer, expectProblem, type Sent, type ServedHome, servedHome } from './http.ts';

const rowOf = (id: RouteId): Route => {
  const row = routes.find((route) => route.id === id);
  if (row === undefined) throw new Error(`there is no route ${id}`);
  return row;
};

const read = readerOf(openApi(routes));

/** Calls routes by their id and holds each answer to its row; remembers which were answered. */
function caller(home: ServedHome) {
  const answered = new Set<string>();
  const held = (id: RouteId, answer: Answer, status: number = 200): Answer => {
    const row = rowOf(id);
    expect(answer.status, id).toBe(status);
    expect(row.statuses, id).toContain(answer.status);
    expect(answer.headers.etag !== undefined, `${id} names its version`).toBe(row.etag === true);
    const json = /json/.test(String(answer.headers['content-type']));
    const body = json ? JSON.parse(answer.bytes.toString()) : new Uint8Array(answer.bytes);
    const parsed = row.answer.safeParse(body);
    expect(parsed.error?.issues ?? [], id).toEqual([]);
    // Nothing was dropped or mended on the way: the row says all of it.
    if (json) expect(parsed.data, id).toEqual(body);
    // Somebody who has only the document reads the same.
    const name = nameOf(row.answer);
    if (name !== undefined) expect(read(name).safeParse(body).error?.issues ?? [], `${id} as described`).toEqual([]);
    answered.add(id);
    return answer;
  };
  const call = async (
    id: RouteId,
    params: Record<string, string> = {},
    { status, ...sent }: Sent & { status?: number } = {},
  ): Promise<Answer> => {
    const { method, path } = rowOf(id);
    const [bare = '', query = ''] = [path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? name), params.query];
    return held(id, await home.send(method, bare + query, { as: 'owner', ...sent }), status);
  };
  return { answered, held, call };
}

test('every route answers exactly what its row says, from an alarm to the end of its incident', async () => {
  const home = await servedHome({ reachable: ['ada'] });
  const { answered, held, call } = caller(home);
  for (const id of ['health', 'healthz', 'readyz', 'api-health', 'get-config', 'get-openapi', 'get-me'] as const)
    await call(id);
  for (const id of ['list-incidents', 'list-holds', 'list-dead-letters', 'get-stop'] as const) await call(id);

  held('receive-webhook', await home.deliver(home.alarm()), 202);
  const hold = await home.held();
  const { incident } = hold;
  const name = `${incident}.${hold.id}`;
  const look = async () => {
    await call('list-incidents', { query: '?limit=1' });
    const page = await call('get-incident', { incident });
    await call('get-incident-log', { incident });
    await call('get-incident-approvals', { incident });
    await call('list-holds');
    await call('get-hold', { hold: name });
    return page;
  };
  const page = (await look()).body as { alerts: { id: string }[] };
  await call('make-live-ticket');
  await call('get-alert-raw', { incident, alert: page.alerts[0]?.id ?? '' });

  const [, link] = /\/decide#(\S+)/.exec(home.mailbox[0]?.text ?? '') ?? [];
  const open = () => call('open-link', {}, { as: undefined, body: { link } });
  await open();

  const asked = { verdict: 'need_more_info', planHash: hold.planHash, reason: 'Who owns this?' };
  await call('decide-hold', { hold: name }, { body: asked });
  await look();
  await call('answer-question', { hold: name }, { body: { says: 'Ada does.' } });
  await look();
  const refused = await home.send('POST', `/api/v1/proposals/${incident}.${hold.proposal}/run`, { as: 'owner' });
  expectProblem(refused, 403, 'Forbidden');
  // Never granted: the row has no answer, and a refusal is all there is to hold it to.
  expect(rowOf('run-proposal').statuses).toEqual([]);
  answered.add('run-proposal');
  const changed = { verdict: 'rejected', holds: [{ hold: name, planHash: '0'.repeat(64) }] };
  await call('decide-incident', { incident }, { body: changed });
  await call('decide-hold', { hold: name }, { body: { verdict: 'approved', planHash: hold.planHash } });
  await home.until('the end', () => ended(home));
  await look();
  await open();

  for (const setting of ['policy', 'workflow', 'recovery', 'diagnosis', 'guardrails', 'triage', 'letters']) {
    const { body, headers } = await call('get-setting', { name: setting });
    const edit = { body: body.document, headers: { 'if-match': String(headers.etag) } };
    expect(rowOf('put-setting').body?.safeParse(body.document).success, setting).toBe(true);
    await call('put-setting', { name: setting }, edit);
    expect((await call('get-setting', { name: setting })).body.version).toBe(1);
  }
  await call('put-stop', {}, { body: { stopped: true } });
  await call('put-stop', {}, { body: { stopped: true } });
  await call('get-stop');

  await home.deliver('{"alerts": [');
  await home.settle();
  const [letter] = (await call('list-dead-letters')).body.items as { id: string }[];
  const at = { letter: letter?.id ?? '' };
  await call('get-dead-letter', at);
  await call('replay-dead-letter', at, { body: home.alarm(), status: 202 });
  await call('get-dead-letter', at);

  await call('list-users');
  const ada = await call('get-user', { user: 'ada' });
  await call(
    'change-user',
    { user: 'ada' },
    { body: { mail: 'ada@example.com' }, headers: { 'if-match': String(ada.headers.etag) } },
  );
  const eve = { id: 'eve', name: 'Eve', roles: ['viewer'] };
  await call('add-user', {}, { body: eve, status: 201 });
  const signIn = (await call('make-sign-in-link', { user: 'eve' }, { status: 201 })).body as { link: string };
  const own = { origin: home.address, 'x-mendgate': 'console' };
  const code = signIn.link.split('#')[1];
  const { headers } = await call('open-session', {}, { body: { code }, headers: own });
  const [cookie = ''] = String(headers['set-cookie']).split(';');
  await call('close-session', {}, { as: undefined, headers: { ...own, cookie } });
  await call('close-session');
  const made = await call('make-token', {}, { body: { user: 'ada', name: 'a program' }, status: 201 });
  await call('list-tokens');
  await call('end-token', { token: String(made.body.id) });
  const hook = { id: 'dogs', source: 'alertmanager', auth: { kind: 'bearer' }, cluster: 'practice' };
  await call('add-hook', {}, { body: hook, status: 201 });
  await call('change-hook-secret', { hook: 'dogs' });
  await call('list-hooks');

  const never = routes.map((route) => route.id).filter((id) => !answered.has(id));
  expect(never, 'call them here too: nothing holds their answers to their rows yet').toEqual([]);
});

test('a home that cannot reach its records says so in the shape it promised', async () => {
  let broken = false;
  const home = await servedHome({
    around: (ports) => ({
      ...ports,
      records: {
        ...ports.records,
        get: (key) => (broken ? Promise.reject(new Error('the disk is gone')) : ports.records.get(key)),
      },
    }),
  });
  const { call } = caller(home);
  broken = true;
  const { body } = await call('readyz', {}, { status: 503 });
  expect(body).toMatchObject({ ok: false, dependencies: { records: expect.stringContaining('the disk is gone') } });
  await call('api-health', {}, { status: 503 });
  await call('healthz');
});

test('a list names the next page until there is none', async () => {
  const home = await servedHome();
  const { held } = caller(home);
  for (const body of ['[', '{', '"']) await home.deliver(body);
  await home.settle();
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query = cursor === '' ? '?limit=2' : `?limit=2&cursor=${encodeURIComponent(cursor)}`;
    const { body } = held('list-dead-letters', await home.send('GET', `/api/v1/dead-letters${query}`, { as: 'vera' }));
    seen.push(...(body.items as { id: string }[]).map(({ id }) => id));
    cursor = body.cursor as string | null;
  }
  expect(new Set(seen).size).toBe(3);
});
