import { expect, test } from 'vitest';
import type { LogEntry } from '../../src/contracts/log.ts';
import type { Proposal } from '../../src/contracts/remediation.ts';
import type { Ports, Write } from '../../src/core/ports.ts';
import { waiting } from './home.ts';
import { type ServedHome, servedHome } from './http.ts';
import { alertmanager } from './payloads.ts';

type When = 'before' | 'after';
/** A home in which `meanwhile` is called around each write that holds such an entry. */
async function interrupted(
  event: LogEntry['event'],
  when: When,
  meanwhile: (home: ServedHome, nth: number) => unknown,
) {
  let home: ServedHome | undefined;
  let nth = 0;
  const has = (writes: readonly Write[]) =>
    writes.some((write) => 'put' in write && write.put.type === 'LOG' && write.put.body.event === event);
  const around = (ports: Ports): Ports => ({
    ...ports,
    records: {
      ...ports.records,
      async write(writes) {
        const called = async (now: When) => {
          if (now === when && home !== undefined && has(writes)) await meanwhile(home, ++nth);
        };
        await called('before');
        const written = await ports.records.write(writes);
        await called('after');
        return written;
      },
    },
  });
  home = await servedHome({ around });
  return home;
}

/** An alarm about the workload of the outage comes in and is taken, a second later, with whatever came before it. */
async function fire(home: ServedHome, alertname: string, status: 'firing' | 'resolved' = 'firing'): Promise<void> {
  home.pass(1);
  const labels = { namespace: 'shop', deployment: 'cart', cluster: 'practice', alertname };
  // Said at another time: the same bytes within minutes would be a repeated delivery.
  const payload = JSON.stringify(alertmanager(labels))
    .replaceAll('"firing"', `"${status}"`)
    .replace('loop', home.now());
  expect((await home.deliver(payload)).status).toBe(202);
  for (let alert = takeAlert(home); alert !== undefined; alert = takeAlert(home)) await alert.run();
}
const takeAlert = (home: ServedHome) => home.worker.due().find(({ name }) => name === 'alert');
const eventsOf = async (home: ServedHome, of: readonly string[]): Promise<string[]> =>
  (await home.log((await home.incident()).id)).map(({ event }) => event).filter((event) => of.includes(event));
const story = ['alert_joined', 'plan_made', 'plan_rehearsed', 'policy_decided', 'proposals_submitted'];
const looked = ['plan_made', 'plan_rehearsed', 'policy_decided'];

test.for<[string, Parameters<typeof interrupted>[0], When]>([
  ['after policy has decided', 'policy_decided', 'after'],
  ['in the very moment the question is put', 'proposals_submitted', 'before'],
])('an alert that joins %s is looked at before anybody is asked', async ([, event, when]) => {
  const home = await interrupted(event, when, async (home, nth) => {
    if (nth === 1) await fire(home, 'CartOnFire');
  });
  await home.deliver(home.alarm());
  const hold = await home.until('a hold', () => waiting(home));
  const alerts = (await eventsOf(home, story)).indexOf('alert_joined', 1);
  expect((await eventsOf(home, story)).slice(alerts - 3)).toEqual([
    ...looked,
    'alert_joined',
    ...looked,
    'proposals_submitted',
  ]);
  const { body } = await home.send('GET', `/api/v1/holds/${hold.incident}.${hold.id}`, { as: 'vera' });
  expect(body).toMatchObject({ status: 'pending' });
  const incident = await home.send('GET', `/api/v1/incidents/${hold.incident}`, { as: 'vera' });
  const proposals = (incident.body.proposals as Proposal[]).sort((a, b) => a.attempt - b.attempt);
  expect(proposals).toMatchObject([{ status: 'void' }, { id: hold.proposal, attempt: 2, news: 2 }]);
  expect(home.complaints).toEqual([]);
});

test('a storm that goes on does not keep people from being asked', async () => {
  const home = await interrupted('policy_decided', 'after', (home, nth) => fire(home, `Storm${nth}`));
  await home.deliver(home.alarm());
  await home.until('a hold', () => waiting(home));
  expect((await eventsOf(home, looked)).length).toBe(2 * looked.length);
});

test('an alarm that fires again while the cluster is read is not taken for seen', async () => {
  let home: ServedHome | undefined;
  let puts = 0;
  home = await servedHome({
    around: (ports) => ({
      ...ports,
      objects: {
        ...ports.objects,
        async put(bytes) {
          if (home !== undefined && Buffer.from(bytes).includes('"mendgate.world/1"') && ++puts === 1)
            await fire(home, 'CartOnFire');
          return ports.objects.put(bytes);
        },
      },
    }),
  });
  await home.deliver(home.alarm());
  await fire(home, 'CartOnFire');
  await fire(home, 'CartOnFire', 'resolved');
  await home.until('two looks', async () => (puts > 1 ? true : undefined));
  expect(await eventsOf(home, ['alert_refired', 'evidence_collected', 'incident_diagnosed'])).toEqual([
    'alert_refired',
    'evidence_collected',
    'evidence_collected',
    'incident_diagnosed',
  ]);
});
