import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { LiveTicket } from '../../src/contracts/api/live.ts';
import { Fault } from '../../src/contracts/fault.ts';
import { LiveGreeting, readFrame } from '../../src/contracts/live.ts';
import type { LogEntry } from '../../src/contracts/log.ts';
import { commit } from '../../src/core/ledger/commit.ts';
import { connectionsOf, keys, lists, partitionOf, prefixes } from '../../src/core/ledger/keys.ts';
import { load, loadAll } from '../../src/core/ledger/load.ts';
import { shapes, upsert } from '../../src/core/ledger/shapes.ts';
import { liveTickets } from '../../src/core/routes/live-tickets.ts';
import { liveConnect } from '../../src/core/steps/live-connect.ts';
import { liveDefault } from '../../src/core/steps/live-default.ts';
import { liveDisconnect } from '../../src/core/steps/live-disconnect.ts';
import { sweep } from '../../src/core/steps/sweep.ts';
import { lineHandler } from '../../src/runtime/aws/line-handler.ts';
import { records as dynamo } from '../../src/runtime/aws/records.ts';
import { routeHandler } from '../../src/runtime/aws/route-handler.ts';
import { scheduleHandler } from '../../src/runtime/aws/schedule-handler.ts';
import { streamHandler } from '../../src/runtime/aws/stream-handler.ts';
import { dynoxideMissing } from '../contract/records-dynoxide.ts';
import { type AwsHome, awsHome, issuer, tenant } from './aws-home.ts';
import { httpEvent, lineEvent, streamEvent } from './events.ts';

const sealer = () => ({ seal: async (plain: string) => plain, open: async (sealed: string) => sealed });

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'the live line in AWS', () => {
  let home: AwsHome;
  const said: string[] = [];
  let incidents = 0;
  let incident = '';
  beforeAll(async () => {
    home = await awsHome();
    await home.admit('vera', 'viewer');
  });
  beforeEach(() => {
    said.length = 0;
    vi.spyOn(console, 'error').mockImplementation((line) => void said.push(String(line)));
    home.pushed.length = 0;
    home.closed.length = 0;
    home.line.push = async () => 'sent';
    incident = `01KLIVE${++incidents}`;
  });
  afterAll(() => home.close());

  const admit = async (id: string, ...roles: ('viewer' | 'approver')[]) => {
    const key = keys.user(tenant, id);
    const stored = await load(home.records, shapes.user, key);
    await home.records.write([upsert(shapes.user, key, stored, { id, tenant, roles, name: id })]);
  };
  const ticket = async (): Promise<string> => {
    const event = httpEvent({ routeKey: 'POST /api/v1/live/tickets', claims: { iss: issuer, sub: 'vera' } });
    const answer = await routeHandler(liveTickets, home.opens)(event);
    expect(answer.statusCode).toBe(200);
    return LiveTicket.parse(JSON.parse(answer.body)).ticket;
  };
  const open = (connection: string, query?: Record<string, string>) =>
    lineHandler(liveConnect, home.opens)(lineEvent('CONNECT', connection, { query }));
  const says = (connection: string, body: string, binary = false) =>
    lineHandler(liveDefault, home.opens)(lineEvent('MESSAGE', connection, { body, binary }));
  const hangsUp = (connection: string) => lineHandler(liveDisconnect, home.opens)(lineEvent('DISCONNECT', connection));
  const listed = async () =>
    (await loadAll(home.records, shapes.connection, connectionsOf(tenant), prefixes.connection)).map(
      ({ value }) => value.connection,
    );
  const read = (opens = home.opens) => streamHandler({ ...opens, sealer });
  /** Something happens to the incident of this test; its entries as the stream shows them. */
  const happens = async (times: number): Promise<Record<string, unknown>[]> => {
    const images: Record<string, unknown>[] = [];
    for (let n = 0; n < times; n++) {
      const at = new Date().toISOString();
      await commit(home.records, { tenant, incident }, async () => ({
        output: null,
        log: [
          { at, actor: { kind: 'system', id: 'sweep' }, event: 'incident_triaged', about: incident, detail: { n } },
        ],
      }));
      const { items } = await home.records.query({
        pk: partitionOf(tenant, incident),
        prefix: 'LOG#',
        newestFirst: true,
      });
      images.push(await home.image(items[0] ?? { pk: '', sk: '' }));
    }
    return images;
  };
  const log = async (): Promise<LogEntry[]> =>
    (await loadAll(home.records, shapes.log, partitionOf(tenant, incident), prefixes.log)).map(({ value }) => value);
  const inserts = (images: readonly Record<string, unknown>[]) =>
    streamEvent(...images.map((image) => ({ eventName: 'INSERT', image })));

  test('a ticket opens a connection, the connection hears of entries, and its end takes it off the list', async () => {
    expect(await open('c1=', { ticket: await ticket() })).toEqual({ statusCode: 200 });
    expect(await listed()).toEqual(['c1=']);
    expect(await says('c1=', 'ping')).toEqual({ statusCode: 200 });
    expect(home.pushed.splice(0)).toEqual([{ connection: 'c1=', frame: 'pong' }]);
    expect(await read()(inserts(await happens(3)))).toEqual({ batchItemFailures: [] });
    expect(home.pushed.map(({ connection }) => connection)).toEqual(['c1=', 'c1=', 'c1=']);
    expect(home.pushed.map(({ frame }) => readFrame(frame)?.seq)).toEqual([1, 2, 3]);
    expect(await hangsUp('c1=')).toEqual({ statusCode: 200 });
    expect(await hangsUp('c1=')).toEqual({ statusCode: 200 });
    expect(await listed()).toEqual([]);
    expect(home.closed).toEqual([]);
    expect(said).toEqual([]);
  });

  test('whoever came is greeted, by what the stream tells of the connection', async () => {
    await open('c1=', { ticket: await ticket() });
    const { items } = await home.records.query({ pk: connectionsOf(tenant) });
    const image = await home.image(items[0] ?? { pk: '', sk: '' });
    expect(await read()(inserts([image]))).toEqual({ batchItemFailures: [] });
    expect(home.pushed.map(({ connection, frame }) => [connection, LiveGreeting.parse(JSON.parse(frame))])).toEqual([
      ['c1=', { event: 'connected', tenant, waiting: 0, at: expect.any(String) }],
    ]);
    // The stream was quicker than the gateway.
    const answers: ('gone' | 'sent')[] = ['gone', 'sent'];
    home.line.push = async () => answers.shift() ?? 'gone';
    expect(await read()(inserts([image]))).toEqual({ batchItemFailures: [] });
    expect(home.pushed).toHaveLength(2);
    // Who never comes, or is gone again, is not missed.
    expect(await read()(inserts([image]))).toEqual({ batchItemFailures: [] });
    await hangsUp('c1=');
    home.line.push = async () => 'sent';
    expect(await read()(inserts([image]))).toEqual({ batchItemFailures: [] });
    expect(home.pushed).toHaveLength(2);
    expect(said).toEqual([]);
  });

  test('who has no ticket, a used one, or nonsense is refused, and nothing of it is in a log', async () => {
    const used = await ticket();
    await open('c1=', { ticket: used });
    for (const query of [undefined, {}, { ticket: '' }, { ticket: used }, { ticket: 'x'.repeat(43) }, { Ticket: used }])
      expect(await open('c2=', query)).toEqual({ statusCode: 401 });
    expect(await listed()).toEqual(['c1=']);
    await hangsUp('c1=');
    expect(said.join()).not.toContain(used);
    expect(said).toEqual([]);
  });

  test('whoever says anything but ping is hung up on', async () => {
    for (const [body, binary] of [
      ['hello', false],
      ['', false],
      ['x'.repeat(5000), false],
      ['cGluZw==', true],
    ] as const)
      expect(await says('c9=', body, binary)).toEqual({ statusCode: 200 });
    expect(home.closed).toEqual(['c9=', 'c9=', 'c9=', 'c9=']);
  });

  test('what failed on our side is thrown, for the gateway to say so and the log to say why', async () => {
    const broken = {
      ...home.opens,
      records: () => ({ ...home.records, get: async () => Promise.reject(new Fault('Unavailable', 'no table', 'h')) }),
    };
    const event = lineEvent('CONNECT', 'c1=', { query: { ticket: 'x'.repeat(43) } });
    await expect(lineHandler(liveConnect, broken)(event)).rejects.toMatchObject({ name: 'Unavailable' });
    expect(said.join()).toContain('no table');
    await expect(lineHandler(liveConnect, { ...home.opens, records: dynamo }, {})(event)).rejects.toMatchObject({
      name: 'Impossible',
      message: expect.stringContaining('INCIDENTS_TABLE'),
    });
    await expect(lineHandler(liveConnect, home.opens)({ requestContext: {} })).rejects.toMatchObject({
      name: 'Malformed',
    });
  });

  test('every entry is copied to the audit, however often the stream tells of it', async () => {
    const images = await happens(4);
    await read()(inserts([...images, ...images]));
    await read()(inserts(images.toReversed()));
    expect(await home.audited(incident)).toEqual(await log());
  });

  test('a record that cannot be read is named, and those around it are done', async () => {
    const [first, second, third] = await happens(3);
    const broken = { ...second, body: { S: '{"seq":2}' } };
    const worse = { ...second, body: { S: 'no JSON' } };
    await open('c1=', { ticket: await ticket() });
    const event = inserts([first ?? {}, broken, worse, third ?? {}]);
    expect(await read()(event)).toEqual({
      batchItemFailures: [{ itemIdentifier: event.Records[1]?.dynamodb.SequenceNumber }],
    });
    expect(home.pushed.map(({ frame }) => readFrame(frame)?.seq)).toEqual([1, 3]);
    expect(await home.audited(incident)).toEqual((await log()).filter(({ seq }) => seq !== 2));
    expect(said).toHaveLength(2);
    await hangsUp('c1=');
  });

  test('while the audit is away nothing waits for it; the sweep brings what is owed', async () => {
    await open('c1=', { ticket: await ticket() });
    const images = await happens(3);
    const away = {
      ...home.opens,
      audit: () => ({ append: async () => Promise.reject(new Fault('Unavailable', 'away', 'h')) }),
    };
    expect(await read(away)(inserts(images))).toEqual({ batchItemFailures: [] });
    expect(home.pushed).toHaveLength(3);
    expect(await home.audited(incident)).toEqual([]);
    const rows = (await home.outbox(incident)).map(({ body }) => body);
    expect(rows).toEqual([1, 2, 3].map((seq) => expect.objectContaining({ kind: 'copy', seq })));

    const later = () => ({ now: () => new Date(Date.now() + 120_000).toISOString() });
    const sweeping = (opens: typeof home.opens) =>
      scheduleHandler(sweep, { ...opens, clock: later, sealer }, { MENDGATE_TENANT: tenant });
    await expect(sweeping(away as typeof home.opens)({})).rejects.toMatchObject({ name: 'Unavailable' });
    expect(await home.outbox(incident), 'all are still owed').toHaveLength(3);
    await sweeping(home.opens)({});
    expect(await home.audited(incident)).toEqual(await log());
    expect(await home.outbox(incident)).toEqual([]);
    expect((await home.records.browse({ list: lists.outbox(tenant) })).items).toEqual([]);
    await hangsUp('c1=');
  });

  test('an entry the audit has otherwise is named: it goes where people look', async () => {
    const [image] = await happens(1);
    const [entry] = (await log()) as [LogEntry];
    await home.opens.audit().append({ ...entry, hash: 'f'.repeat(64) });
    const event = inserts([image ?? {}]);
    expect(await read()(event)).toEqual({
      batchItemFailures: [{ itemIdentifier: event.Records[0]?.dynamodb.SequenceNumber }],
    });
    expect(said.join()).toContain('Conflict');
    expect(await home.outbox(incident)).toEqual([]);
  });

  test('a line that fails stops nothing, and the log says why', async () => {
    await open('c1=', { ticket: await ticket() });
    home.line.push = async () => Promise.reject(new Fault('Exhausted', 'too many frames', 'h'));
    expect(await read()(inserts(await happens(1)))).toEqual({ batchItemFailures: [] });
    expect(said.join()).toContain('too many frames');
    expect(await listed()).toEqual(['c1=']);
    await hangsUp('c1=');
  });

  test('somebody whose roles are taken hears nothing more', async () => {
    await open('c1=', { ticket: await ticket() });
    const kept = await ticket();
    await admit('vera');
    await read()(inserts(await happens(1)));
    expect(home.pushed).toEqual([]);
    expect(home.closed).toEqual(['c1=']);
    expect(await listed()).toEqual([]);
    expect(await open('c2=', { ticket: kept })).toEqual({ statusCode: 403 });
    await admit('vera', 'viewer');
  });
});
