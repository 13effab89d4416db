import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ScenarioName, scenarios } from '../../../src/adapters/practice/index.ts';
import { parseDelivery } from '../../../src/core/intake/parse-delivery.ts';
import { slotOf } from '../../../src/core/intake/slot.ts';
import { played } from './world.ts';

const names = Object.keys(scenarios) as ScenarioName[];
const sick = names.filter((name) => 'alarm' in scenarios[name]);
const workloadOf: Record<string, string> = {
  'practice-memory': 'cart',
  'practice-leak': 'search',
  'practice-image': 'checkout',
  'practice-variable': 'checkout',
  'practice-probe': 'web',
  'practice-revision': 'cart',
};
const read = (payload: unknown, at: string) =>
  parseDelivery({
    source: 'alertmanager',
    bytes: new TextEncoder().encode(JSON.stringify(payload)),
    contentType: 'application/json',
    receivedAt: at,
  });

test.each(sick)('%s: the alarm is read, and its alerts are of one storm about one workload', (name) => {
  const { practice, clock } = played(name);
  const { alerts, ignored } = read(practice.alarmFor(name, clock.now()), clock.now());
  expect(ignored).toEqual([]);
  expect(alerts.length).toBeGreaterThan(0);
  for (const alert of alerts)
    expect(alert).toMatchObject({
      status: 'firing',
      severity: 'critical',
      cluster: 'practice',
      namespace: 'shop',
      workload: workloadOf[name],
      startedAt: '2026-03-01T09:58:00.000Z',
    });
  expect(new Set(alerts.map((alert) => slotOf('practice', alert)))).toHaveLength(1);
  expect(new Set(alerts.map(({ senderId }) => senderId))).toHaveLength(alerts.length);
});

test('it names pods that are there and not ready', async () => {
  const { practice, clock, reader } = played('practice-memory');
  const { alerts } = read(practice.alarmFor('practice-memory', clock.now()), clock.now());
  expect(alerts).toHaveLength(2);
  for (const { labels } of alerts)
    expect(await reader.get({ kind: 'Pod', namespace: 'shop', name: labels.pod ?? '' })).toMatchObject({
      status: { containerStatuses: [{ ready: false }] },
    });
});

test('the healthy shop raises none', () => {
  const { practice, clock } = played('practice-healthy');
  expect(practice.alarmFor('practice-healthy', clock.now())).toBeUndefined();
});

test('an outage that is not played here can be told of, too', () => {
  const { practice, clock } = played('practice-healthy');
  const { alerts } = read(practice.alarmFor('practice-leak', clock.now()), clock.now());
  expect(alerts).toMatchObject([{ workload: 'search' }]);
});

test.each(['practice-memory', 'practice-leak'] as const)('events/alertmanager/%s.json is what %s sends', (name) => {
  const at = '2026-11-20T03:30:00.000Z';
  const { practice } = played(name, { clock: { now: () => at } });
  const file = new URL(`../../../events/alertmanager/${name}.json`, import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(practice.alarmFor(name, at));
});
