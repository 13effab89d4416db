import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DeadLetter } from '../../src/contracts/stored.ts';
import { tenantLog } from '../../src/core/ledger/keys.ts';
import type { Ports, Write } from '../../src/core/ports.ts';
import { ended, hookSecret } from './home.ts';
import { type Answer, expectProblem, type Sent, servedHome } from './http.ts';
import { alertmanager } from './payloads.ts';

const tenMegabytes = Buffer.alloc(10 * 1024 * 1024, ' ');

describe('authentic but unreadable: refused, kept, and shown once', () => {
  test('five bad deliveries are five dead letters and one incident', async () => {
    const home = await servedHome();
    const bodies = ['not JSON', '{"alerts": [', '', '{"alerts": 5}', '{"alerts": [{"status": "on fire"}]}'];
    const details: string[] = [];
    for (const body of bodies) details.push(expectProblem(await home.deliver(body), 400, 'Malformed').detail);
    expect(details.slice(0, 3)).toEqual([
      expect.stringContaining('(whole body): not JSON'),
      expect.stringContaining('(whole body): not JSON'),
      '(whole body): empty',
    ]);
    expect(details[3]).toContain('alerts');
    expect(details[4]).toContain('alerts[0].status');

    await home.settle();
    const incident = await home.incident();
    expect(incident).toMatchObject({
      title: 'Unreadable alarms from hook alertmanager',
      status: 'escalated',
      alerts: 5,
    });
    const { body } = await home.send('GET', '/api/v1/dead-letters', { as: 'vera' });
    const letters = body.items as DeadLetter[];
    expect(letters.map((letter) => letter.why).sort()).toEqual([...details].sort());
    const texts = await Promise.all(
      letters.map(async (letter) => (await home.send('GET', `/api/v1/dead-letters/${letter.id}`, { as: 'vera' })).body),
    );
    expect(texts.map((letter) => letter.text).sort()).toEqual([...bodies].sort());
    expect(home.complaints).toEqual([]);
  });

  test('a dead letter is taken again once a person has mended it, and refused while it is still unreadable', async () => {
    const home = await servedHome();
    await home.deliver('{"alerts": [');
    await home.settle();
    const { body } = await home.send('GET', '/api/v1/dead-letters', { as: 'owner' });
    const [letter] = body.items as DeadLetter[];
    const path = `/api/v1/dead-letters/${letter?.id}/replay`;
    expectProblem(await home.send('POST', path, { as: 'ada' }), 403, 'Forbidden');
    const before = home.kept();
    expectProblem(await home.send('POST', path, { as: 'owner' }), 400, 'Malformed');
    expect(home.kept()).toEqual(before);
    const mended = await home.send('POST', path, { as: 'owner', body: home.alarm() });
    expect(mended.status).toBe(202);
    // Whoever puts an alarm in by hand stands in the audit, with the digest of what they put in.
    expect((await home.log(tenantLog)).filter(({ event }) => event === 'dead_letter_replayed')).toMatchObject([
      {
        actor: { kind: 'person', id: 'owner' },
        about: letter?.id,
        detail: {
          hook: 'alertmanager',
          delivery: mended.body.delivery,
          corrected: true,
          sha256: createHash('sha256').update(JSON.stringify(home.alarm())).digest('hex'),
        },
      },
    ]);
    await home.settle();
    expect((await home.incidents()).map((incident) => incident.title).sort()).toEqual([
      'KubePodCrashLooping',
      'Unreadable alarms from hook alertmanager',
    ]);
  });
});

describe('not authentic: one answer, nothing kept', () => {
  const strangers: Record<string, { path?: string; headers?: Record<string, string> }> = {
    'wrong secret': { headers: { authorization: 'Bearer another-secret' } },
    'no secret': { headers: { authorization: '' } },
    'the secret under another scheme': { headers: { authorization: `Basic ${hookSecret}` } },
    'unknown hook': { path: '/hooks/alertmanager/nobody' },
    'the hook of another source': { path: '/hooks/cloudwatch/alertmanager' },
    'unknown source': { path: '/hooks/carrier-pigeon/alertmanager' },
  };
  test('whoever has no secret learns nothing from the answer', async () => {
    const home = await servedHome();
    const before = home.kept();
    const answers: Answer[] = [];
    for (const stranger of Object.values(strangers)) answers.push(await home.deliver(home.alarm(), stranger));
    for (const answer of answers) {
      expectProblem(answer, 401, 'Unauthorized');
      expect(answer.body).toEqual(answers[0]?.body);
    }
    // Nor from a body that could not be read: it is not looked at.
    expectProblem(await home.deliver('not JSON', strangers['wrong secret']), 401, 'Unauthorized');
    expect(home.kept()).toEqual(before);
    await home.settle();
    expect(await home.incidents()).toEqual([]);
  });
});

describe('authentic, but too much or of another type: refused, nothing kept', () => {
  const refused: Record<string, { body: unknown; sent?: Sent; status: number; title: string; names: RegExp }> = {
    '10 MB that say so': { body: tenMegabytes, status: 413, title: 'TooLarge', names: /larger than 1048576 bytes/ },
    '10 MB that do not say so': {
      body: tenMegabytes,
      sent: { chunked: true },
      status: 413,
      title: 'TooLarge',
      names: /larger than 1048576 bytes/,
    },
    'a nested bomb': {
      body: '['.repeat(100_000) + ']'.repeat(100_000),
      status: 413,
      title: 'TooLarge',
      names: /depth|deep/,
    },
    'a wide bomb': { body: `[${'0,'.repeat(400_000)}0]`, status: 413, title: 'TooLarge', names: /60000/ },
    'plain text': {
      body: '{}',
      sent: { headers: { 'content-type': 'text/plain' } },
      status: 415,
      title: 'Unsupported',
      names: /text\/plain/,
    },
    'no type': {
      body: '{}',
      sent: { headers: { 'content-type': '' } },
      status: 415,
      title: 'Unsupported',
      names: /content-type/,
    },
    'another alphabet': {
      body: '{}',
      sent: { headers: { 'content-type': 'application/json; charset=utf-16' } },
      status: 415,
      title: 'Unsupported',
      names: /utf-16/,
    },
  };
  test.for(Object.entries(refused))('%s', async ([, { body, sent, status, title, names }]) => {
    const home = await servedHome();
    const before = home.kept();
    expect(expectProblem(await home.deliver(body, sent), status, title).detail).toMatch(names);
    expect(home.kept()).toEqual(before);
    // The door still stands open for the next one.
    expect((await home.deliver(home.alarm())).status).toBe(202);
  });
});

describe('repeats', () => {
  test('the same delivery again opens no second incident and counts nothing', async () => {
    const home = await servedHome();
    const alarm = alertmanager({ namespace: 'shop', pod: 'cart-5d8f6c7b9-x2k4q' });
    for (let time = 0; time < 3; time++) expect((await home.deliver(alarm)).status).toBe(202);
    await home.settle();
    const { id, alerts } = await home.incident();
    expect(alerts).toBe(1);
    const { body } = await home.send('GET', `/api/v1/incidents/${id}`, { as: 'vera' });
    expect(body.alerts).toMatchObject([{ seen: 1 }]);
  });

  test('a standing alarm that is sent again costs exactly one write and keeps no bytes', async () => {
    const seen = watched();
    const home = await servedHome({ around: seen.around });
    const alarm = alertmanager({ namespace: 'shop', pod: 'cart-5d8f6c7b9-x2k4q' });
    await home.deliver(alarm);
    await home.until('a hold', async () => (await home.incidents()).find((it) => it.status === 'waiting'));
    // Past the five minutes in which the same bytes are taken for a retry of the same delivery.
    home.pass(301);
    await home.settle();
    await home.deliver(alarm);
    seen.writes.length = 0;
    seen.puts = 0;
    await home.settle();
    expect(seen.writes.map((writes) => writes.map((write) => 'put' in write && write.put.type))).toEqual([['FPRINT']]);
    expect(seen.puts).toBe(0);
    const { body } = await home.send('GET', `/api/v1/incidents/${(await home.incident()).id}`, { as: 'vera' });
    expect(body.alerts).toMatchObject([{ seen: 2 }]);
  });
});

test('an alarm for a cluster nobody configured goes to people, who are told which are known', async () => {
  const home = await servedHome();
  await home.deliver(alertmanager({ namespace: 'shop', cluster: 'atlantis', pod: 'cart-5d8f6c7b9-x2k4q' }));
  const incident = await home.until('the end', () => ended(home));
  expect(incident.status).toBe('escalated');
  expect(incident.reason).toContain('atlantis');
  expect(incident.reason).toMatch(/knows: practice/);
});

test('the bytes of an alarm come back as they were posted', async () => {
  const home = await servedHome();
  const text = `  {"alerts":[{"status":"firing","labels":{"alertname":"Größe \\u00e9 \u{1f4a5}", "a":"\\/" }}],\n\t"x": 1.0}\r\n`;
  await home.deliver(text);
  await home.settle();
  const { id } = await home.incident();
  const { body } = await home.send('GET', `/api/v1/incidents/${id}`, { as: 'vera' });
  const [alert] = body.alerts as { id: string }[];
  const raw = await home.send('GET', `/api/v1/incidents/${id}/alerts/${alert?.id}/raw`, { as: 'vera' });
  expect(raw.bytes.equals(Buffer.from(text))).toBe(true);
  // What a stranger wrote is never served as something a browser would run.
  expect(raw.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
  });
});

test('fifty alarms that came while nobody worked are all there afterwards', async () => {
  const home = await servedHome();
  const workloads = ['cart', 'web', 'checkout', 'search', 'ledger'];
  const posted = Array.from({ length: 50 }, (_, at) => ({
    namespace: 'shop',
    pod: `${workloads[at % 5]}-5d8f6c7b9-x2k${'bcdfghjkmnp'[Math.floor(at / 5)]}q`,
  }));
  const answers = await Promise.all(posted.map((labels) => home.deliver(alertmanager(labels))));
  expect(answers.map((answer) => answer.status)).toEqual(posted.map(() => 202));
  expect(home.kept()).toMatchObject({ messages: 50 });
  await home.settle();
  expect(home.kept()).toMatchObject({ messages: 0, dead_letters: 0 });
  const incidents = await home.incidents();
  expect(incidents.length).toBe(5);
  const pods = await Promise.all(
    incidents.map(async ({ id }) => {
      const { body } = await home.send('GET', `/api/v1/incidents/${id}`, { as: 'vera' });
      return (body.alerts as { alert: { labels: Record<string, string> } }[]).map(({ alert }) => alert.labels.pod);
    }),
  );
  expect(pods.flat().sort()).toEqual(posted.map(({ pod }) => pod).sort());
  expect(home.complaints).toEqual([]);
});

/** Ports whose writes can be counted. */
function watched(): { writes: (readonly Write[])[]; puts: number; around: (ports: Ports) => Ports } {
  const seen = {
    writes: [] as (readonly Write[])[],
    puts: 0,
    around: (ports: Ports): Ports => ({
      ...ports,
      records: {
        ...ports.records,
        write: async (writes) => {
          seen.writes.push(writes);
          return ports.records.write(writes);
        },
      },
      objects: {
        ...ports.objects,
        put: async (bytes) => {
          seen.puts += 1;
          return ports.objects.put(bytes);
        },
      },
    }),
  };
  return seen;
}
