import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { receiveWebhook } from '../../src/core/routes/receive-webhook.ts';
import { openIncident } from '../../src/core/steps/open-incident.ts';
import { sweep } from '../../src/core/steps/sweep.ts';
import { takeFailedExecution } from '../../src/core/steps/take-failed-execution.ts';
import { failureHandler } from '../../src/runtime/aws/failure-handler.ts';
import { queueHandler } from '../../src/runtime/aws/queue-handler.ts';
import { routeHandler } from '../../src/runtime/aws/route-handler.ts';
import { scheduleHandler } from '../../src/runtime/aws/schedule-handler.ts';
import { streamHandler } from '../../src/runtime/aws/stream-handler.ts';
import { dynoxideMissing } from '../contract/records-dynoxide.ts';
import { type AwsHome, awsHome, eventBytes, hookSecret, tenant } from './aws-home.ts';
import { httpEvent, sqsEvent, statusChange, streamEvent } from './events.ts';

const sealer = () => ({ seal: async (plain: string) => plain, open: async (sealed: string) => sealed });
const nowhere = { MENDGATE_TENANT: tenant };

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'an alarm on its way in', () => {
  let home: AwsHome;
  beforeAll(async () => {
    home = await awsHome();
    // What the functions complain about stands in their log; the tests look at answers.
    vi.spyOn(console, 'error').mockImplementation(() => {});
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await home.close();
  });
  const receive = (body: Uint8Array | string, authorization = `Bearer ${hookSecret}`) =>
    routeHandler(
      receiveWebhook,
      home.opens,
    )(
      httpEvent({
        routeKey: 'POST /hooks/{source}/{hook}',
        params: { source: 'alertmanager', hook: 'prometheus' },
        headers: { authorization, 'content-type': 'application/json' },
        body,
      }),
    );
  const open = (...bodies: string[]) => queueHandler(openIncident, home.opens, nowhere)(sqsEvent(...bodies));
  const deliver = streamHandler({ ...lazily(() => home.opens), sealer });

  test('a webhook becomes a message, the message an incident, its outbox row an execution', async () => {
    const answer = await receive(eventBytes('alertmanager/minimal.json'));
    expect(answer).toMatchObject({ statusCode: 202, isBase64Encoded: false });
    expect(home.sent).toHaveLength(1);

    expect(await open(...home.sent)).toEqual({ batchItemFailures: [] });
    const [incident, ...more] = await home.incidents();
    expect(more).toEqual([]);
    expect(incident?.body).toMatchObject({ tenant, status: 'open', cluster: 'production' });
    const id = String(incident?.body.id);

    const [row] = await home.outbox(id);
    expect(row?.body).toMatchObject({ kind: 'start', machine: 'investigation' });
    const image = await home.image(row ?? { pk: '', sk: '' });
    const other = await home.image(incident ?? { pk: '', sk: '' });
    const event = streamEvent(
      { eventName: 'INSERT', image: other },
      { eventName: 'INSERT', image },
      { eventName: 'REMOVE' },
    );
    expect(await deliver(event)).toEqual({ batchItemFailures: [] });
    expect(home.started).toEqual([['investigation', id, { tenant, incident: id, settleSeconds: expect.any(Number) }]]);
    expect(await home.outbox(id), 'what was started has left the outbox').toEqual([]);

    // Streams deliver at least once.
    expect(await deliver(event)).toEqual({ batchItemFailures: [] });
    expect(home.started).toHaveLength(1);
  });

  test('the same message twice is one incident', async () => {
    const before = (await home.incidents()).length;
    expect(await open(...home.sent, ...home.sent)).toEqual({ batchItemFailures: [] });
    expect(await home.incidents()).toHaveLength(before);
  });

  test('a stranger gets 401 and leaves nothing', async () => {
    const before = home.sent.length;
    const answer = await receive(eventBytes('alertmanager/minimal.json'), 'Bearer somebody-elses-secret');
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(home.sent).toHaveLength(before);
  });

  test('what cannot be read is 400 for the sender and an incident for people', async () => {
    const before = home.sent.length;
    const answer = await receive('{"alerts": 5}');
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ title: 'Malformed', detail: expect.stringContaining('alerts') });
    expect(await open(...home.sent.slice(before))).toEqual({ batchItemFailures: [] });
    const titles = (await home.incidents()).map(({ body }) => body.title);
    expect(titles).toContain('Unreadable alarms from hook prometheus');
  });

  test('a body above the bound is 413, however it was encoded', async () => {
    expect((await receive(Buffer.alloc(1024 * 1024 + 1, ' '))).statusCode).toBe(413);
    expect((await receive(' '.repeat(1024 * 1024 + 1))).statusCode).toBe(413);
  });

  test('one poisoned message comes back alone', async () => {
    const [good = ''] = home.sent;
    const gone = `mendgate-object:${'0'.repeat(64)}`;
    expect(await open('not JSON', good, '{"delivery":1}', gone)).toEqual({
      batchItemFailures: [
        { itemIdentifier: 'message-0' },
        { itemIdentifier: 'message-2' },
        { itemIdentifier: 'message-3' },
      ],
    });
  });

  test('a large delivery arrives by reference', async () => {
    const [good = ''] = home.sent;
    const sha256 = await home.opens.objects().put(Buffer.from(JSON.stringify(good)));
    expect(await open(`mendgate-object:${sha256}`)).toEqual({ batchItemFailures: [] });
  });

  test('an event of another kind is Malformed and throws: nothing of it can be called done', async () => {
    await expect(queueHandler(openIncident, home.opens)({ Records: [{ body: 1 }] })).rejects.toMatchObject({
      name: 'Malformed',
    });
    await expect(deliver({})).rejects.toMatchObject({ name: 'Malformed' });
  });

  test('a row that fails names the first of its batch and does not hold up the others', async () => {
    await open(...home.sent);
    await receive(eventBytes('alertmanager/grouped.json'));
    await open(home.sent.at(-1) ?? '');
    const rows = (await Promise.all((await home.incidents()).map(({ body }) => home.outbox(String(body.id))))).flat();
    expect(rows.length).toBeGreaterThan(0);
    const images = await Promise.all(rows.map((row) => home.image(row)));
    const broken = { ...images[0], body: { S: '{}' } };
    const before = home.started.length;
    const event = streamEvent(...[broken, broken, ...images].map((image) => ({ eventName: 'INSERT', image })));
    expect(await deliver(event)).toEqual({
      batchItemFailures: [{ itemIdentifier: event.Records[0]?.dynamodb.SequenceNumber }],
    });
    expect(home.started.length - before).toBe(rows.length);
  });

  test('an execution that ended by itself hands its incident to people', async () => {
    const take = failureHandler(takeFailedExecution, home.opens);
    const [first] = home.started;
    const id = first?.[1] ?? '';
    const input = JSON.stringify(first?.[2]);
    const failed = statusChange({ name: id, status: 'FAILED', input, error: 'States.Runtime' });
    expect(await take(failed)).toEqual({ escalated: true });
    expect(await take(failed), 'once').toEqual({ escalated: false });
    const found = (await home.incidents()).find(({ body }) => body.id === id);
    expect(found?.body).toMatchObject({ status: 'escalated', reason: 'its workflow failed: States.Runtime' });
    await expect(take(statusChange({ name: id, status: 'ABORTED', input: null }))).rejects.toMatchObject({
      name: 'Malformed',
    });
    await expect(take(statusChange({ name: id, status: 'SUCCEEDED', input }))).rejects.toMatchObject({
      name: 'Malformed',
    });
  });

  test('the sweep delivers what was left, for the tenant of the deployment', async () => {
    const later = { now: () => new Date(Date.now() + 3_600_000).toISOString() };
    const swept = await scheduleHandler(sweep, { ...home.opens, clock: () => later, sealer }, nowhere)({});
    expect(swept.escalated).toBeGreaterThan(0);
    await expect(scheduleHandler(sweep, { ...home.opens, sealer }, {})({})).rejects.toMatchObject({
      name: 'Impossible',
      message: expect.stringContaining('MENDGATE_TENANT'),
    });
  });
});

/** The ports of a home that is started only when the tests begin. */
function lazily(opens: () => AwsHome['opens']) {
  const rest = ['clock', 'settings', 'secrets', 'site', 'mail', 'live', 'audit'] as const;
  return {
    records: () => opens().records(),
    workflows: () => opens().workflows(),
    ...(Object.fromEntries(rest.map((name) => [name, () => opens()[name]()])) as Pick<
      AwsHome['opens'],
      (typeof rest)[number]
    >),
  };
}

describe.skipIf(dynoxideMissing !== undefined)(dynoxideMissing ?? 'an alarm of the account itself', () => {
  test('an alarm state change as the rule puts it on the queue opens one incident, however often it comes', async () => {
    const home = await awsHome();
    onTestFinished(() => home.close());
    const open = (...bodies: string[]) => queueHandler(openIncident, home.opens, nowhere)(sqsEvent(...bodies));
    const event = new TextDecoder().decode(eventBytes('cloudwatch/alarm.json'));
    expect(await open(event, event)).toEqual({ batchItemFailures: [] });
    const after = await home.incidents();
    expect(after).toMatchObject([{ body: { source: 'cloudwatch', hook: 'cloudwatch', tenant } }]);
  });
});
