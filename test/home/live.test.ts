import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { LiveTicket } from '../../src/contracts/api/live.ts';
import { LiveGreeting, liveLimits, readFrame } from '../../src/contracts/live.ts';
import { connectionsOf, keys, prefixes } from '../../src/core/ledger/keys.ts';
import { load, loadAll } from '../../src/core/ledger/load.ts';
import { change, shapes } from '../../src/core/ledger/shapes.ts';
import { serveRoutes } from '../../src/runtime/local/serve.ts';
import { until } from '../../tools/k8s/until.ts';
import { ended, type PersonName, tenant } from './home.ts';
import { expectProblem, type ServedHome, servedHome } from './http.ts';

const patience = { within: 10_000 };
const ticketFor = async (home: ServedHome, as: PersonName): Promise<string> => {
  const { status, body } = await home.send('POST', '/api/v1/live/tickets', { as });
  expect(status).toBe(200);
  return LiveTicket.parse(body).ticket;
};
const socketTo = (home: ServedHome, path: string, options: object = {}): WebSocket => {
  const socket = new WebSocket(home.address.replace('http', 'ws') + path, options);
  onTestFinished(() => socket.terminate());
  return socket;
};
/** The status and problem a handshake is refused with. */
const refusalOf = (socket: WebSocket): Promise<{ status: number; title: string; hint: string }> =>
  new Promise((resolve, reject) => {
    socket.on('open', () => reject(new Error('it was let in')));
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => {
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, ...JSON.parse(text) }));
    });
  });
const watching = async (home: ServedHome, as: PersonName) => {
  const socket = socketTo(home, `/live?ticket=${await ticketFor(home, as)}`);
  const frames: ReturnType<typeof readFrame>[] = [];
  const pongs: string[] = [];
  const greetings: LiveGreeting[] = [];
  socket.on('message', (data) => {
    const text = String(data);
    const frame = readFrame(text);
    if (frame !== undefined) frames.push(frame);
    else if (text === 'pong') pongs.push(text);
    else greetings.push(...(LiveGreeting.safeParse(JSON.parse(text)).success ? [JSON.parse(text)] : []));
  });
  await once(socket, 'open');
  return { socket, frames, pongs, greetings };
};
const closing = async (socket: WebSocket): Promise<number> => Number((await once(socket, 'close'))[0]);
const listed = async (home: ServedHome): Promise<string[]> =>
  (await loadAll(home.ports.records, shapes.connection, connectionsOf(tenant), prefixes.connection)).map(
    ({ value }) => value.user,
  );
const nobodyListed = (home: ServedHome) =>
  until('an empty list', async () => (await listed(home)).length === 0, patience);

describe('watching', () => {
  test('every entry of an incident arrives once, in its order, from alarm to end', async () => {
    const home = await servedHome();
    const { frames } = await watching(home, 'vera');
    const hold = await home.held();
    await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
    await home.until('the end', () => ended(home));
    const log = await home.log(hold.incident);
    await until('all frames', async () => frames.length === log.length, patience);
    expect(frames).toEqual(
      log.map(({ event, incident, seq, about, at }) => ({ event, tenant, incident, seq, about, at })),
    );
    expect(home.complaints).toEqual([]);
  });

  test('begins with a word: for whom the line is, and how many plans wait', async () => {
    const home = await servedHome();
    const early = await watching(home, 'vera');
    await home.settle();
    await until('a greeting', async () => early.greetings.length > 0, patience);
    await home.held();
    const late = await watching(home, 'ada');
    await home.settle();
    await until('a greeting', async () => late.greetings.length > 0, patience);
    expect([early.greetings, late.greetings]).toEqual([
      [{ event: 'connected', tenant, waiting: 0, at: expect.any(String) }],
      [{ event: 'connected', tenant, waiting: 1, at: home.now() }],
    ]);
    expect(home.complaints).toEqual([]);
  });

  test('what was missed is read by its number, in bounded pages', async () => {
    const home = await servedHome();
    const { incident } = await home.held();
    const log = await home.log(incident);
    const page = async (query: string) => home.send('GET', `/api/v1/incidents/${incident}/log${query}`, { as: 'vera' });
    const seqs = (body: Record<string, unknown>) => (body.items as { seq: number }[]).map(({ seq }) => seq);
    expect((await page('')).body).toEqual({ items: log, cursor: null, seq: log.length });
    const { body: rest } = await page('?after=3');
    expect(seqs(rest)).toEqual(log.slice(3).map(({ seq }) => seq));
    expect(await page(`?after=${log.length}`)).toMatchObject({ status: 200, body: { items: [], cursor: null } });

    const read: number[] = [];
    let cursor: unknown = '0';
    while (cursor !== null) {
      const { body } = await page(`?cursor=${cursor}&limit=2`);
      expect(seqs(body).length).toBeLessThanOrEqual(2);
      read.push(...seqs(body));
      cursor = body.cursor;
    }
    expect(read).toEqual(log.map(({ seq }) => seq));
    expectProblem(await page('?after=-1'), 400, 'Malformed');
    expectProblem(await page('?limit=501'), 400, 'Malformed');
    expectProblem(await home.send('GET', '/api/v1/incidents/nobody/log?after=1', { as: 'vera' }), 404, 'NotFound');
  });

  test('somebody whose roles are taken while they watch is hung up on before the next frame', async () => {
    const home = await servedHome();
    const vera = await watching(home, 'vera');
    const ada = await watching(home, 'ada');
    const user = await load(home.ports.records, shapes.user, keys.user(tenant, 'vera'));
    if (user === undefined) throw new Error('vera is gone');
    await home.ports.records.write([change(shapes.user, user, { ...user.value, roles: [] })]);
    const end = closing(vera.socket);
    await home.held();
    expect(await end).toBe(1008);
    expect(vera.frames).toEqual([]);
    await until("ada's frames", async () => ada.frames.length > 5, patience);
    expect(await listed(home)).toEqual(['ada']);
  });

  test('whoever closes the window is off the list', async () => {
    const home = await servedHome();
    const { socket } = await watching(home, 'vera');
    expect(await listed(home)).toEqual(['vera']);
    socket.close();
    await nobodyListed(home);
    await home.held();
    expect(home.complaints).toEqual([]);
  });
});

describe('who is not let in', () => {
  test('without a ticket, with one that is none, used, expired, or of somebody without a role', async () => {
    const home = await servedHome();
    const used = await ticketFor(home, 'vera');
    await once(socketTo(home, `/live?ticket=${used}`), 'open');
    const late = await ticketFor(home, 'vera');
    home.pass(liveLimits.ticketSeconds);
    const before = home.kept();
    const paths = ['/live', '/live?ticket=', '/live?ticket=%00', `/live?ticket=${'x'.repeat(43)}`];
    for (const path of [...paths, `/live?ticket=${used}`, `/live?ticket=${late}`, `/live?ticket=${'y'.repeat(9000)}`]) {
      const refusal = await refusalOf(socketTo(home, path));
      expect({ path: path.slice(0, 60), status: refusal.status, title: refusal.title }).toEqual({
        path: path.slice(0, 60),
        status: 401,
        title: 'Unauthorized',
      });
      expect(refusal.hint).toContain('/api/v1/live/tickets');
    }
    expect(home.kept()).toEqual(before);
    expect(home.complaints).toEqual([]);
  });

  test('a page of somebody else, a name of somebody else, and another place, whatever their ticket', async () => {
    const home = await servedHome();
    const ticket = await ticketFor(home, 'vera');
    const { port } = new URL(home.address);
    const refused = async (options: object, path = '/live') =>
      (await refusalOf(socketTo(home, `${path}?ticket=${ticket}`, options))).status;
    expect(await refused({ origin: 'https://evil.example' })).toBe(403);
    expect(await refused({ origin: `http://127.0.0.1:${Number(port) + 1}` })).toBe(403);
    expect(await refused({ origin: `https://127.0.0.1:${port}` })).toBe(403);
    expect(await refused({ origin: 'null' })).toBe(403);
    expect(await refused({ headers: { host: `evil.example:${port}` } })).toBe(403);
    expect(await refused({}, '/live/')).toBe(404);
    expect(await refused({}, '/api/v1/incidents')).toBe(404);
    // None of them used it up.
    await once(socketTo(home, `/live?ticket=${ticket}`, { origin: home.address }), 'open');
  });

  test('behind a proxy a page is of this home by the address people use', async () => {
    const url = 'https://mendgate.example.com';
    const home = await servedHome();
    const facts = { ...home.ports.site.facts(), url };
    const complain = (what: string, thrown: unknown) => void home.complaints.push(`${what}: ${thrown}`);
    const server = await serveRoutes({ ...home.ports, site: { facts: () => facts } }, 0, complain, home.sockets);
    onTestFinished(() => server.close());
    const ticket = await ticketFor(home, 'vera');
    const through = (origin: string) =>
      socketTo({ ...home, address: server.address }, `/live?ticket=${ticket}`, {
        origin,
        headers: { host: 'mendgate.example.com' },
      });
    expect((await refusalOf(through('http://mendgate.example.com'))).status).toBe(403);
    expect((await refusalOf(through('https://evil.example.com'))).status).toBe(403);
    await once(through(url), 'open');
  });

  test('an eleventh window; and asked for a ticket, nobody who is not signed in', async () => {
    const home = await servedHome();
    for (let n = 0; n < liveLimits.perPerson; n++) await watching(home, 'vera');
    const refusal = await refusalOf(socketTo(home, `/live?ticket=${await ticketFor(home, 'vera')}`));
    expect(refusal).toMatchObject({ status: 429, title: 'Exhausted' });
    expectProblem(await home.send('POST', '/api/v1/live/tickets'), 401, 'Unauthorized');
    expectProblem(
      await home.send('POST', '/api/v1/live/tickets', { as: 'vera', body: 'x'.repeat(70_000) }),
      413,
      'TooLarge',
    );
  });

  test('thousands that connect without a ticket: each is refused, and the home answers meanwhile', async () => {
    const home = await servedHome();
    const { socket, frames } = await watching(home, 'vera');
    const before = home.kept();
    const statuses: number[] = [];
    for (let wave = 0; wave < 20; wave++)
      statuses.push(
        ...(await Promise.all(
          Array.from(
            { length: 100 },
            async (_, n) => (await refusalOf(socketTo(home, `/live?ticket=${'z'.repeat(20 + n)}`))).status,
          ),
        )),
      );
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(home.kept()).toEqual(before);
    await home.held();
    await until('frames', async () => frames.length > 5, patience);
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  test('a request that offers another protocol is served as if it had not', async () => {
    const home = await servedHome();
    const headers = {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQCAAAAAAIAAAAA',
    };
    expect((await home.deliver(home.alarm(), { headers })).status).toBe(202);
  });
});

describe('what a client may not say', () => {
  test.each<[string, Buffer | string, number]>([
    ['a frame larger than 4 KB', 'x'.repeat(liveLimits.clientBytes + 1), 1009],
    ['a binary frame', Buffer.from('ping'), 1008],
    ['another word', 'subscribe', 1008],
    ['an empty word', '', 1008],
    ['JSON', '{"action":"ping"}', 1008],
    ['4 KB of something', 'x'.repeat(liveLimits.clientBytes), 1008],
  ])('%s', async (_, data, code) => {
    const home = await servedHome();
    const [{ socket }, other] = [await watching(home, 'vera'), await watching(home, 'ada')];
    const end = closing(socket);
    socket.send(data);
    expect(await end).toBe(code);
    await until('off the list', async () => (await listed(home)).join() === 'ada', patience);
    await home.held();
    await until('the frames of another', async () => other.frames.length > 5, patience);
    expect(home.complaints).toEqual([]);
  });

  test('that it is there, it may say, and hears that the line is', async () => {
    const home = await servedHome();
    const { socket, frames, pongs } = await watching(home, 'vera');
    for (let n = 0; n < 50; n++) socket.send('ping');
    await until('an answer to each', async () => pongs.length === 50, patience);
    await home.held();
    await until('frames', async () => frames.length > 5, patience);
    expect(socket.readyState).toBe(WebSocket.OPEN);
  });

  test('a frame that breaks the protocol ends its own connection', async () => {
    const home = await servedHome();
    const ticket = await ticketFor(home, 'vera');
    const tcp = connectTcp(Number(new URL(home.address).port), '127.0.0.1');
    onTestFinished(() => void tcp.destroy());
    tcp.write(
      [
        `GET /live?ticket=${ticket} HTTP/1.1`,
        `host: ${new URL(home.address).host}`,
        'connection: upgrade',
        'upgrade: websocket',
        'sec-websocket-version: 13',
        'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
        '',
        '',
      ].join('\r\n'),
    );
    await once(tcp, 'data');
    // Not masked, which every frame of a client must be.
    tcp.write(Buffer.from([0x81, 0x04, ...Buffer.from('ping')]));
    await once(tcp, 'close');
    await nobodyListed(home);
    expect(home.complaints).toEqual([]);
  });
});

describe('a dead connection', () => {
  test('whose client does not read is hung up on, and nobody else waits for it', async () => {
    const home = await servedHome();
    const slow = await watching(home, 'vera');
    const quick = await watching(home, 'ada');
    slow.socket.pause();
    const frame = JSON.stringify({ about: 'x'.repeat(60_000) });
    const [{ value } = { value: undefined }] = (
      await loadAll(home.ports.records, shapes.connection, connectionsOf(tenant), prefixes.connection)
    ).filter((one) => one.value.user === 'vera');
    const push = () => home.sockets.push(value?.connection ?? '', frame);
    let pushed = 0;
    while ((await push()) === 'sent') {
      pushed += 1;
      expect(pushed, 'it is never hung up on').toBeLessThan(2000);
      // What the kernel takes has left us: it must have time to.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await until('off the list', async () => (await listed(home)).join() === 'ada', patience);
    await home.held();
    await until('the frames of another', async () => quick.frames.length > 5, patience);
  });

  test('a home that stops says goodbye, takes all off its list and lets nobody in', async () => {
    const home = await servedHome();
    const [one, two] = [await watching(home, 'vera'), await watching(home, 'ada')];
    const kept = await ticketFor(home, 'vera');
    const ends = Promise.all([closing(one.socket), closing(two.socket)]);
    await home.stop();
    expect(await ends).toEqual([1001, 1001]);
    expect(await listed(home)).toEqual([]);
    const late = socketTo(home, `/live?ticket=${kept}`);
    const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  test('one that does not answer the goodbye does not keep a home from stopping', async () => {
    const home = await servedHome();
    const { socket } = await watching(home, 'vera');
    socket.pause();
    const begin = performance.now();
    await home.stop();
    expect(performance.now() - begin).toBeLessThan(5_000);
    expect(await listed(home)).toEqual([]);
  });
});
