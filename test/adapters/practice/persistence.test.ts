import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openPractice } from '../../../src/adapters/practice/index.ts';
import { virtualClock } from './virtual-clock.ts';
import { cart, everything, limitPath, really } from './world.ts';

function file(): string {
  const dir = mkdtempSync(join(tmpdir(), 'mendgate-practice-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  return join(dir, 'practice.db');
}
const raise = [{ op: 'replace', path: limitPath, value: '128Mi' }] as const;

test('opened again it goes on from where it stood, in the middle of a rollout, too', async () => {
  const clock = virtualClock();
  const path = file();
  const uninterrupted = openPractice({ path: ':memory:', clock });
  let practice = openPractice({ path, clock });
  for (const each of [uninterrupted, practice]) await each.cluster('executor').patch(cart, raise, really);
  for (const millis of [0, 50, 50, 1_100, 900, 20, 3_000, 60_000, 3_600_000]) {
    clock.pass(millis);
    practice.close();
    practice = openPractice({ path, clock });
    expect(await everything(practice.cluster('reader'))).toEqual(await everything(uninterrupted.cluster('reader')));
  }
  expect(practice.calls()).toEqual(uninterrupted.calls());
  practice.close();
  uninterrupted.close();
});

test('what was answered is there after the process was killed', async () => {
  const path = file();
  const source = pathToFileURL(join(import.meta.dirname, '../../../src/adapters/practice/index.ts')).href;
  const program = `
    import { openPractice } from ${JSON.stringify(source)};
    const practice = openPractice({ path: ${JSON.stringify(path)}, clock: { now: () => '2026-03-01T10:00:00.000Z' } });
    await practice.cluster('executor').patch(${JSON.stringify(cart)}, ${JSON.stringify(raise)}, ${JSON.stringify(really)});
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
  expect(child).toMatchObject({ signal: 'SIGKILL', stderr: expect.not.stringContaining('Error') });
  const practice = openPractice({ path, clock: virtualClock('2026-03-01T10:01:00.000Z') });
  onTestFinished(() => practice.close());
  expect(practice.calls()).toMatchObject([{ seq: 1, verb: 'patch', outcome: 'applied', ref: cart }]);
  expect(await practice.cluster('reader').get(cart)).toMatchObject({
    status: { availableReplicas: 2, observedGeneration: 2 },
  });
});

test('every write that was asked for is noted, whatever came of it', async () => {
  const clock = virtualClock();
  const practice = openPractice({ path: ':memory:', clock });
  onTestFinished(() => practice.close());
  const [reader, rehearser, executor] = (['reader', 'rehearser', 'executor'] as const).map((who) =>
    practice.cluster(who),
  );
  const dry = { dryRun: true, manager: 'rehearsal' };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'try', namespace: 'shop' },
    spec: { containers: [{ name: 'app', image: 'x:1' }] },
  };
  const stale = [{ op: 'test', path: limitPath, value: '1Gi' }] as const;
  await reader?.list('Pod');
  await reader?.patch(cart, raise, really).catch(() => {});
  await rehearser?.patch(cart, raise, dry);
  await rehearser?.tryCreate(pod, dry);
  await executor?.patch(cart, stale, really).catch(() => {});
  clock.pass(1_000);
  await executor?.patch(cart, raise, really);
  await executor?.patch({ ...cart, kind: 'StatefulSet' }, raise, really).catch(() => {});
  expect(practice.calls()).toEqual([
    {
      seq: 1,
      at: '2026-03-01T10:00:00.000Z',
      identity: 'reader',
      verb: 'patch',
      ref: cart,
      ops: [...raise],
      dryRun: false,
      manager: 'test',
      outcome: 'refused',
      says: expect.stringMatching(/^Forbidden: /),
    },
    expect.objectContaining({ seq: 2, identity: 'rehearser', dryRun: true, manager: 'rehearsal', outcome: 'dry-run' }),
    expect.objectContaining({
      seq: 3,
      verb: 'create',
      ref: { kind: 'Pod', namespace: 'shop', name: 'try' },
      ops: [],
      outcome: 'dry-run',
    }),
    expect.objectContaining({ seq: 4, outcome: 'refused', says: expect.stringMatching(/^Stale: /) }),
    expect.objectContaining({
      seq: 5,
      at: '2026-03-01T10:00:01.000Z',
      outcome: 'applied',
      says: 'deployment/shop/cart changed',
    }),
    expect.objectContaining({ seq: 6, outcome: 'refused', says: 'Unavailable: not played: patch StatefulSet' }),
  ]);
});

test('a reset begins anew with other objects under the old names; the notes stay', async () => {
  const clock = virtualClock();
  const practice = openPractice({ path: ':memory:', clock });
  onTestFinished(() => practice.close());
  const executor = practice.cluster('executor');
  const before = await executor.get(cart);
  await executor.patch(cart, raise, really);
  clock.pass(60_000);
  practice.reset();
  const after = await executor.get(cart);
  expect(after?.spec).toEqual(before?.spec);
  expect(after?.metadata.uid).not.toBe(before?.metadata.uid);
  const uid = before?.metadata.uid ?? '';
  await expect(executor.patch(cart, [{ op: 'test', path: '/metadata/uid', value: uid }], really)).rejects.toMatchObject(
    { word: 'Stale' },
  );
  expect(practice.calls()).toHaveLength(2);
});

test('an empty cluster stays empty when it is opened again', async () => {
  const path = file();
  const clock = virtualClock();
  openPractice({ path, clock, scenarios: [] }).close();
  const practice = openPractice({ path, clock });
  onTestFinished(() => practice.close());
  expect(await practice.cluster('reader').list('Deployment')).toEqual([]);
});

test('events of pods that are gone stay for an hour, and then nothing of them', async () => {
  const clock = virtualClock();
  const practice = openPractice({ path: ':memory:', clock });
  onTestFinished(() => practice.close());
  const reader = practice.cluster('reader');
  const [old] = (await reader.list('Pod', 'shop')).filter(({ metadata }) => metadata.labels?.app === 'cart');
  await practice.cluster('executor').patch(cart, raise, really);
  const about = async () =>
    (await reader.list('Event')).filter(
      ({ involvedObject }) => (involvedObject as { uid: string }).uid === old?.metadata.uid,
    );
  clock.pass(20_000);
  expect((await about()).map(({ reason }) => reason)).toContain('Killing');
  clock.pass(3_600_000);
  expect(await about()).toEqual([]);
});
