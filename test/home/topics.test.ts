import { describe, expect, test } from 'vitest';
import { snsTopics } from '../../src/adapters/http/sns-topics.ts';
import type { Hook } from '../../src/contracts/hook.ts';
import type { DeadLetter } from '../../src/contracts/stored.ts';
import { keys, tenantLog } from '../../src/core/ledger/keys.ts';
import { create, shapes } from '../../src/core/ledger/shapes.ts';
import type { Ports } from '../../src/core/ports.ts';
import { host, pemName, standInSns, subscription, topic } from '../contract/sns/stand-in.ts';
import { tenant } from './home.ts';
import { type Answer, expectProblem, type Sent, servedHome } from './http.ts';

const alarm = (state: 'ALARM' | 'OK', more: object = {}) => ({
  Message: JSON.stringify({
    AlarmName: 'cart-restarts',
    AlarmArn: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:cart-restarts',
    NewStateValue: state,
    Trigger: {
      MetricName: 'restarts',
      Dimensions: [
        { name: 'Namespace', value: 'shop' },
        { name: 'PodName', value: 'cart' },
      ],
    },
    ...more,
  }),
});
const idOf = (serial: number) => `26858270-545e-4848-82a2-${String(serial).padStart(12, '0')}`;

/** A home with a hook that one topic may send to, and an SNS that it finds. */
async function subscribedHome() {
  const sns = await standInSns();
  let serial = 0;
  const home = await servedHome({
    around: (ports: Ports) => ({ ...ports, topics: snsTopics({ clock: ports.clock, fetch: sns.fetch }) }),
  });
  const hook: Hook = {
    id: 'aws-alarms',
    tenant,
    source: 'cloudwatch',
    auth: { kind: 'sns', topics: [topic] },
    secret: 'hook.aws-alarms',
    cluster: 'practice',
  };
  await home.ports.records.write([create(shapes.hook, keys.hook(hook.id), hook)]);
  const message = (changed: Record<string, unknown> = {}) =>
    sns.message({ Timestamp: home.now(), MessageId: idOf(++serial), ...changed });
  return {
    ...home,
    sns,
    message,
    post(
      sent: { [field: string]: unknown },
      { path = '/hooks/cloudwatch/aws-alarms', ...more }: Sent & { path?: string } = {},
    ) {
      return home.send('POST', path, {
        body: JSON.stringify(sent),
        ...more,
        headers: {
          'content-type': 'text/plain; charset=UTF-8',
          'x-amz-sns-message-type': String(sent.Type),
          ...more.headers,
        },
      });
    },
  };
}
type Subscribed = Awaited<ReturnType<typeof subscribedHome>>;

describe('an alarm by a topic', () => {
  test('opens an incident, and its bytes come back as SNS posted them', async () => {
    const home = await subscribedHome();
    const sent = home.message(alarm('ALARM'));
    const answer = await home.post(sent);
    expect(answer).toMatchObject({ status: 202, body: { alerts: 1, ignored: [] } });
    await home.settle();
    const { id, title, cluster, namespace, workload } = await home.incident();
    expect({ title, cluster, namespace, workload }).toEqual({
      title: 'cart-restarts',
      cluster: 'practice',
      namespace: 'shop',
      workload: 'cart',
    });
    const { body } = await home.send('GET', `/api/v1/incidents/${id}`, { as: 'vera' });
    const [alert] = body.alerts as { id: string; contentType: string }[];
    expect(alert?.contentType).toBe('text/plain; charset=UTF-8');
    const raw = await home.send('GET', `/api/v1/incidents/${id}/alerts/${alert?.id}/raw`, { as: 'vera' });
    expect(raw.bytes.toString()).toBe(JSON.stringify(sent));
  });

  test('the same message again is one alarm, and no end that was told before ends it', async () => {
    const home = await subscribedHome();
    const began = home.message(alarm('ALARM'));
    const ended = home.message(alarm('OK'));
    for (const sent of [began, began, ended, ended]) expect((await home.post(sent)).status).toBe(202);
    await home.settle();
    const { id, alerts } = await home.incident();
    expect(alerts).toBe(1);
    const words = async () => (await home.log(id)).map((entry) => entry.event).filter((it) => it.startsWith('alert_'));
    expect(await words()).toEqual(['alert_resolved']);
    // It fires again; whoever kept the end of before and posts it once more ends nothing.
    await home.post(home.message(alarm('ALARM')));
    await home.settle();
    expect(await words()).toEqual(['alert_resolved', 'alert_refired']);
    await home.post(ended);
    await home.settle();
    expect(await words()).toEqual(['alert_resolved', 'alert_refired']);
    const { body } = await home.send('GET', `/api/v1/incidents/${id}`, { as: 'vera' });
    expect((body.alerts as object[])[0]).not.toHaveProperty('resolvedAt');
  });

  test('a text nobody can read is kept and shown', async () => {
    const home = await subscribedHome();
    const answer = await home.post(home.message({ Message: 'Your budget is used up.' }));
    expect(expectProblem(answer, 400, 'Malformed').detail).toMatch(/^Message: not JSON/);
    await home.settle();
    expect(await home.incident()).toMatchObject({
      status: 'escalated',
      title: 'Unreadable alarms from hook aws-alarms',
    });
  });
});

test('an owner opens a hook for a topic: it has no secret, and none can be made for it', async () => {
  const home = await subscribedHome();
  const asked = { id: 'two', source: 'cloudwatch', cluster: 'practice', auth: { kind: 'sns', topics: [topic] } };
  const made = await home.send('POST', '/api/v1/hooks', { as: 'owner', body: asked });
  expect(made).toMatchObject({ status: 201, body: { hook: { path: '/hooks/cloudwatch/two' }, headers: {} } });
  expect(made.body).not.toHaveProperty('secret');
  expect((await home.post(home.message(alarm('ALARM')), { path: '/hooks/cloudwatch/two' })).status).toBe(202);
  expectProblem(await home.send('POST', '/api/v1/hooks/two/secret', { as: 'owner' }), 422, 'Impossible');
  for (const topics of [[], ['alarms'], [`${topic}.fifo`], Array(21).fill(topic)])
    expectProblem(
      await home.send('POST', '/api/v1/hooks', {
        as: 'owner',
        body: { ...asked, id: 'three', auth: { kind: 'sns', topics } },
      }),
      400,
      'Malformed',
    );
});

describe('subscriptions', () => {
  const path = (sent: { [field: string]: unknown }) => String(sent.SubscribeURL).slice(`https://${host}`.length);
  const subscribed = async (home: Subscribed) =>
    (await home.log(tenantLog)).map(({ event, actor }) => [event, actor.id]);

  test('one that is offered by a topic that may send here is confirmed, once, and stands in the log', async () => {
    const home = await subscribedHome();
    const sent = home.message(subscription());
    home.sns.serve(path(sent), (_, response) => void response.end('<ConfirmSubscriptionResponse/>'));
    const answer = await home.post(sent);
    expect(answer).toMatchObject({ status: 202, body: { alerts: 0, ignored: [{ what: 'SubscriptionConfirmation' }] } });
    expect((await home.post(sent)).status).toBe(202);
    expect(home.sns.asked).toEqual([`https://${host}/${pemName}`, sent.SubscribeURL]);
    expect(await subscribed(home)).toEqual([['hook_subscribed', 'aws-alarms']]);
    expect(home.kept()).toMatchObject({ messages: 0 });
  });

  test('one that SNS takes back is not in the log, and may be tried again', async () => {
    const home = await subscribedHome();
    const sent = home.message(subscription());
    let status = 503;
    home.sns.serve(path(sent), (_, response) => void response.writeHead(status).end());
    expectProblem(await home.post(sent), 503, 'Unavailable');
    status = 400;
    expectProblem(await home.post(sent), 422, 'Impossible');
    expect(await subscribed(home)).toEqual([]);
    status = 200;
    expect((await home.post(sent)).status).toBe(202);
    expect(await subscribed(home)).toEqual([['hook_subscribed', 'aws-alarms']]);
  });

  test('one that ends is shown to people, for no alarm will come any more', async () => {
    const home = await subscribedHome();
    const sent = home.message({ ...subscription(), Type: 'UnsubscribeConfirmation' });
    for (let time = 0; time < 3; time++) expect((await home.post(sent)).status).toBe(202);
    await home.settle();
    const incident = await home.incident();
    expect(incident).toMatchObject({ status: 'escalated', alerts: 1, reason: expect.stringContaining(topic) });
    const { body } = await home.send('GET', '/api/v1/dead-letters', { as: 'vera' });
    expect((body.items as DeadLetter[]).map(({ why }) => why)).toEqual([
      expect.stringContaining('Subscribe this hook'),
    ]);
    expect(await subscribed(home)).toEqual([['hook_unsubscribed', 'aws-alarms']]);
    // Nobody subscribes by itself what somebody has ended.
    expect(home.sns.asked).toEqual([`https://${host}/${pemName}`]);
  });
});

describe('not authentic: one answer, nothing kept, and SNS is asked only what a message of an allowed topic needs', () => {
  type Attack = (home: Subscribed) => {
    sent: { [field: string]: unknown };
    more?: Sent & { path?: string };
    asks?: true;
  };
  const other = 'arn:aws:sns:eu-central-1:999999999999:alarms';
  const attacks: Record<string, Attack> = {
    'a topic that is not allowed, though SNS signed it': (home) => ({ sent: home.message({ TopicArn: other }) }),
    'the same topic in another region': (home) => ({
      sent: home.message({ TopicArn: topic.replace('eu-central-1', 'us-east-1') }),
    }),
    'an offer of a topic that is not allowed': (home) => ({
      sent: home.message({ ...subscription(), TopicArn: other }),
    }),
    'an hour and a second old': (home) => {
      const sent = home.message();
      home.pass(3601);
      return { sent };
    },
    'of a time to come': (home) => {
      const sent = home.message();
      home.pass(-301);
      return { sent };
    },
    'of another type than its header says': (home) => ({
      sent: home.message(),
      more: { headers: { 'x-amz-sns-message-type': 'SubscriptionConfirmation' } },
    }),
    'as SNS sends what it does not sign': (home) => ({
      sent: JSON.parse(String(home.message(alarm('ALARM')).Message)),
      more: { headers: { 'x-amz-sns-message-type': 'Notification', 'x-amz-sns-rawdelivery': 'true' } },
    }),
    'an event without a signature': (home) => ({
      sent: { source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm State Change' },
      more: { headers: { 'x-mendgate-key': 'a-secret-of-these-tests', 'content-type': 'application/json' } },
      ...(home && {}),
    }),
    'a secret instead of a signature': (home) => ({
      sent: home.message({ SignatureVersion: '3' }),
      more: { headers: { authorization: 'Bearer a-secret-of-these-tests' } },
    }),
    'a certificate of elsewhere': (home) => ({
      sent: home.message({ SigningCertURL: `https://${host}.evil.example/${pemName}` }),
    }),
    'one name twice': (home) => ({
      sent: home.message(),
      more: { body: JSON.stringify(home.message()).replace('{', '{"TopicArn":"x",') },
    }),
    'not JSON': (home) => ({ sent: home.message(), more: { body: 'Type=Notification' } }),
    nothing: (home) => ({ sent: home.message(), more: { body: '' } }),
    'to the hook of another': (home) => ({ sent: home.message(), more: { path: '/hooks/cloudwatch/cloudwatch' } }),
    'to another source': (home) => ({ sent: home.message(), more: { path: '/hooks/alertmanager/aws-alarms' } }),
    'a forged signature': (home) => ({ sent: { ...home.message(), Message: '{}' }, asks: true }),
    'a signature of another message': (home) => ({
      sent: { ...home.message(), Signature: home.message().Signature },
      asks: true,
    }),
    'a forged offer': (home) => ({
      sent: { ...home.message(subscription()), MessageId: idOf(99) },
      asks: true,
    }),
  };
  test.for(Object.entries(attacks))('%s', async ([, attack]) => {
    const home = await subscribedHome();
    const stranger = await home.post(home.message(), { path: '/hooks/cloudwatch/nobody' });
    const before = home.kept();
    const { sent, more, asks } = attack(home);
    const answer: Answer = await home.post(sent, more);
    expectProblem(answer, 401, 'Unauthorized');
    expect(answer.body).toEqual(stranger.body);
    expect(home.kept()).toEqual(before);
    expect(home.sns.asked).toEqual(asks ? [`https://${host}/${pemName}`] : []);
    await home.settle();
    expect(await home.incidents()).toEqual([]);
    // The genuine one still passes.
    expect((await home.post(home.message(alarm('ALARM')))).status).toBe(202);
  });

  test('just not too old, and of a clock a little ahead, it is taken', async () => {
    const home = await subscribedHome();
    const sent = home.message(alarm('ALARM'));
    home.pass(3600);
    expect((await home.post(sent)).status).toBe(202);
    expect((await home.post(home.message({ ...alarm('ALARM'), Timestamp: home.now() }))).status).toBe(202);
  });

  test('while SNS cannot be asked nothing is lost: it is told to send again', async () => {
    const home = await subscribedHome();
    let ill = true;
    home.sns.serve(`/${pemName}`, (_, response) =>
      ill ? void response.writeHead(500).end() : void response.end(home.sns.signer.pem),
    );
    const sent = home.message(alarm('ALARM'));
    expectProblem(await home.post(sent), 503, 'Unavailable');
    ill = false;
    expect((await home.post(sent)).status).toBe(202);
  });
});
