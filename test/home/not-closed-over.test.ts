import { expect, test } from 'vitest';
import { partitionOf, prefixes } from '../../src/core/ledger/keys.ts';
import { loadAll } from '../../src/core/ledger/load.ts';
import { shapes } from '../../src/core/ledger/shapes.ts';
import { ended, tenant } from './home.ts';
import { servedHome } from './http.ts';

const alarmAbout = (labels: Record<string, string>, status: 'firing' | 'resolved' = 'firing') => ({
  version: '4',
  groupKey: JSON.stringify(labels),
  status,
  receiver: 'mendgate',
  truncatedAlerts: 0,
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  externalURL: '',
  alerts: [
    {
      status,
      labels: { alertname: 'HighErrorRate', severity: 'critical', cluster: 'practice', ...labels },
      annotations: {},
      startsAt: '2026-03-01T08:00:30Z',
      endsAt: status === 'resolved' ? '2026-03-01T08:01:10Z' : '0001-01-01T00:00:00Z',
      generatorURL: '',
      fingerprint: JSON.stringify(labels).length.toString(16).padStart(16, 'a'),
    },
  ],
});

test('an alarm that still fires is not closed because everything looks healthy', async () => {
  const home = await servedHome();
  expect((await home.deliver(alarmAbout({ namespace: 'payments', deployment: 'checkout' }))).status).toBe(202);
  expect(await home.until('the end', () => ended(home))).toMatchObject({
    status: 'escalated',
    reason: expect.stringMatching(/nothing was found that explains it|could not look/),
  });
});

test('an alarm about something else is not answered by mending what happens to be sick', async () => {
  const home = await servedHome();
  // cart is sick and mendable; the alarm is about the healthy web beside it.
  expect((await home.deliver(alarmAbout({ namespace: 'shop', deployment: 'checkout' }))).status).toBe(202);
  const incident = await home.until('the end', () => ended(home));
  expect(incident.status).toBe('escalated');
  expect(
    await loadAll(home.ports.records, shapes.proposal, partitionOf(tenant, incident.id), prefixes.proposal),
  ).toEqual([]);
});

test('an alarm that ends and fires again is firing', async () => {
  const home = await servedHome();
  const labels = { namespace: 'payments', deployment: 'checkout' };
  for (const payload of [
    alarmAbout(labels),
    alarmAbout(labels, 'resolved'),
    { ...alarmAbout(labels), groupKey: 'again' },
  ]) {
    expect((await home.deliver(payload)).status).toBe(202);
    await home.settle();
  }
  const incident = await home.until('the end', () => ended(home));
  expect(incident.status).toBe('escalated');
  expect((await home.log(incident.id)).map((entry) => entry.event)).toContain('alert_refired');
});

test('an alarm that cannot be processed is a dead letter in an incident people see', async () => {
  const home = await servedHome({
    around: (ports) => ({
      ...ports,
      objects: { ...ports.objects, get: ports.objects.get, put: failingOnce(ports.objects.put) },
    }),
  });
  expect((await home.deliver(home.alarm())).status).toBe(202);
  await home.settle();
  expect(await home.incidents()).toMatchObject([
    { status: 'escalated', title: expect.stringContaining('Unreadable alarms') },
  ]);
  const { body } = await home.send('GET', '/api/v1/dead-letters', { as: 'ada' });
  expect(body.items).toMatchObject([{ why: expect.stringContaining('could not be processed') }]);
});

/** A defect that strikes while the first alarm is taken, and not while it is laid aside. */
function failingOnce(put: (bytes: Uint8Array) => Promise<string>): (bytes: Uint8Array) => Promise<string> {
  let failed = false;
  return async (bytes) => {
    if (failed) return put(bytes);
    failed = true;
    throw new TypeError('a defect');
  };
}

test('a hold whose machine ended is withdrawn: nobody can say yes to what cannot run', async () => {
  const home = await servedHome();
  const hold = await home.held();
  const name = `${hold.incident}.${hold.id}`;
  // The machine dies behind the hold; the sweep finds the incident without one.
  home.ports.workflows.status = async () => 'ended';
  home.pass(130);
  await home.until('the end', () => ended(home));
  expect((await home.send('GET', '/api/v1/holds', { as: 'ada' })).body.items).toEqual([]);
  expect(await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } })).toMatchObject({
    status: 409,
  });
  expect((await home.send('GET', `/api/v1/holds/${name}`, { as: 'ada' })).body.status).toBe('withdrawn');
});
