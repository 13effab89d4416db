import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/contracts/fault.ts';
import type { DeadLetter } from '../../src/contracts/stored.ts';
import type { Ports } from '../../src/core/ports.ts';
import { hookSecret } from './home.ts';
import { expectProblem, type Sent, type ServedHome, servedHome } from './http.ts';

const replayIn = async (home: ServedHome) => {
  await home.deliver('{"alerts": [');
  await home.settle();
  const { body } = await home.send('GET', '/api/v1/dead-letters', { as: 'owner' });
  const [letter] = body.items as DeadLetter[];
  const path = `/api/v1/dead-letters/${letter?.id}/replay`;
  const alarm = home.alarm();
  return (key: string | undefined, sent: Sent = {}) =>
    home.send('POST', path, {
      as: 'owner',
      body: alarm,
      ...sent,
      headers: { ...(key !== undefined && { 'idempotency-key': key }), ...sent.headers },
    });
};
const waitingIn = (home: ServedHome) => home.kept().messages;

describe('a POST under an Idempotency-Key', () => {
  test('is done once, and whoever asks again hears the same answer', async () => {
    const home = await servedHome();
    const replay = await replayIn(home);
    const first = await replay('one-click');
    expect(first.status).toBe(202);
    const again = await replay('one-click');
    expect({ status: again.status, body: again.body }).toEqual({ status: 202, body: first.body });
    expect(waitingIn(home)).toBe(1);
    // Without a key and under another one it is done again.
    expect((await replay(undefined)).body.delivery).not.toBe(first.body.delivery);
    expect((await replay('another-click')).body.delivery).not.toBe(first.body.delivery);
    expect(waitingIn(home)).toBe(3);
  });

  test('of many at one moment one is done; the others hear its answer or that they came too early', async () => {
    const home = await servedHome();
    const replay = await replayIn(home);
    const answers = await Promise.all(Array.from({ length: 8 }, () => replay('one-click')));
    const done = answers.filter(({ status }) => status === 202);
    expect(new Set(done.map(({ body }) => body.delivery)).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 202)) expectProblem(answer, 503, 'Contended');
    expect(waitingIn(home)).toBe(1);
  });

  test('a refusal frees the key: corrected, the same click is done', async () => {
    const home = await servedHome();
    const replay = await replayIn(home);
    const before = home.kept();
    expectProblem(await replay('one-click', { body: '{"alerts": [' }), 400, 'Malformed');
    expect(home.kept()).toEqual(before);
    expect((await replay('one-click')).status).toBe(202);
  });

  test('a key names one request: another one under it is refused and not done', async () => {
    const home = await servedHome();
    const replay = await replayIn(home);
    await replay('one-click');
    expectProblem(await replay('one-click', { body: { alerts: [] } }), 422, 'Impossible');
    expect(waitingIn(home)).toBe(1);
  });

  test('a key is free again after a day, and not before', async () => {
    const home = await servedHome();
    const replay = await replayIn(home);
    const first = await replay('one-click');
    home.pass(24 * 3600 - 1);
    expect((await replay('one-click')).body).toEqual(first.body);
    home.pass(1);
    expect((await replay('one-click')).body.delivery).not.toBe(first.body.delivery);
  });

  test.for(['', ' ', 'two words', 'x'.repeat(256), 'schlüssel'])('%j is no key', async (key) => {
    const home = await servedHome();
    const replay = await replayIn(home);
    const answer = await replay(key);
    expect(expectProblem(answer, 400, 'Malformed').detail).toContain('Idempotency-Key');
    expect(waitingIn(home)).toBe(0);
  });

  test('cut off in the middle it is not done a second time by guessing', async () => {
    let cut = false;
    const around = (ports: Ports): Ports => ({
      ...ports,
      records: {
        ...ports.records,
        // The power goes after the work and before its answer was kept.
        write: async (writes) => {
          const done = writes.some((write) => 'put' in write && write.put.type === 'IDEM' && write.when !== 'absent');
          if (cut && (done || writes.some((write) => 'remove' in write))) throw new Error('no power');
          return ports.records.write(writes);
        },
      },
    });
    const home = await servedHome({ around });
    const replay = await replayIn(home);
    cut = true;
    expectProblem(await replay('one-click'), 500, 'Bug');
    cut = false;
    expect(waitingIn(home)).toBe(1);
    expectProblem(await replay('one-click'), 503, 'Contended');
    home.pass(60);
    const later = expectProblem(await replay('one-click'), 409, 'Conflict');
    expect(later.detail).toContain('not known');
    expect(waitingIn(home)).toBe(1);
    expect((await replay('a-new-key')).status).toBe(202);
  });
});

test('where nobody can tell whether a secret was changed it is not changed again: the one in use stays good', async () => {
  let lost = true;
  const around = (ports: Ports): Ports => ({
    ...ports,
    vault: {
      // It was put, and the answer got lost on the way.
      async put(name, value) {
        await ports.vault.put(name, value);
        if (lost) throw new Fault('Unavailable', 'no answer from the vault', 'Try again later.');
      },
    },
  });
  const home = await servedHome({ around });
  await home.ports.vault.put('hook.alertmanager', hookSecret).catch(() => undefined);
  const rotate = (key: string) =>
    home.send('POST', '/api/v1/hooks/alertmanager/secret', { as: 'owner', headers: { 'idempotency-key': key } });
  expectProblem(await rotate('one-click'), 503, 'Unavailable');
  lost = false;
  expectProblem(await rotate('one-click'), 503, 'Contended');
  home.pass(60);
  expect(expectProblem(await rotate('one-click'), 409, 'Conflict').detail).toContain('not known');
  expect((await home.deliver(home.alarm())).status, 'the sender still has the secret of before').toBe(202);
});

describe('the version an edit was made on', () => {
  const stop = (home: ServedHome, stopped: boolean, etag?: string) =>
    home.send('PUT', '/api/v1/stop', {
      as: 'ada',
      body: { stopped },
      headers: etag === undefined ? {} : { 'if-match': etag },
    });
  const versionOf = async (home: ServedHome) =>
    String((await home.send('GET', '/api/v1/stop', { as: 'vera' })).headers.etag);

  test('the kill switch is turned off over no stop that was not seen, when its version is named', async () => {
    const home = await servedHome();
    const seen = await versionOf(home);
    expect(seen).toBe('"0"');
    const on = await stop(home, true, seen);
    expect(on).toMatchObject({ status: 200, headers: { etag: await versionOf(home) } });
    const off = await stop(home, false, String(on.headers.etag));
    await stop(home, true);
    const refused = expectProblem(await stop(home, false, String(off.headers.etag)), 412, 'Stale');
    expect(refused.hint).toContain('Read it again');
    expect((await home.send('GET', '/api/v1/stop', { as: 'vera' })).body.stopped).toBe(true);
    // Named or not: it is always there to be pulled.
    expect((await stop(home, true)).status).toBe(200);
  });
});
