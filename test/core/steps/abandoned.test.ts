import { describe, expect, test } from 'vitest';
import type { Incident } from '../../../src/contracts/incident.ts';
import { plusSeconds } from '../../../src/contracts/instant.ts';
import type { Remediation } from '../../../src/contracts/remediation.ts';
import { keys, lists } from '../../../src/core/ledger/keys.ts';
import { need } from '../../../src/core/ledger/load.ts';
import { create, shapes } from '../../../src/core/ledger/shapes.ts';
import type { Ports, Workflows } from '../../../src/core/ports.ts';
import { sweep } from '../../../src/core/steps/sweep.ts';
import { takeFailedExecution } from '../../../src/core/steps/take-failed-execution.ts';
import { type TestHome, tenant, testHome } from '../../home/home.ts';

type Status = Awaited<ReturnType<Workflows['status']>>;
interface Standing {
  investigation: Status;
  remediation?: { execution: Status; status: Remediation['status'] };
  /** Work that is on its way to a machine. */
  outbox?: boolean;
  /** Seconds since it was opened. */
  age?: number;
  ended?: boolean;
}
/** What stands, and whether it is abandoned: nothing moves it and nothing will. */
const table: [string, Standing, boolean][] = [
  ['its investigation runs', { investigation: 'running' }, false],
  ['its investigation ended and left it standing', { investigation: 'ended' }, true],
  ['its investigation was never begun, and nothing will begin it', { investigation: 'unknown' }, true],
  ['its investigation is about to be started', { investigation: 'unknown', outbox: true }, false],
  ['its remediation runs', { investigation: 'ended', remediation: { execution: 'running', status: 'waiting' } }, false],
  [
    'its remediation failed on the way',
    { investigation: 'ended', remediation: { execution: 'ended', status: 'running' } },
    true,
  ],
  [
    'its remediation was never started',
    { investigation: 'ended', remediation: { execution: 'unknown', status: 'planning' } },
    true,
  ],
  [
    'its remediation is about to be started',
    { investigation: 'ended', remediation: { execution: 'unknown', status: 'planning' }, outbox: true },
    false,
  ],
  ['it ended by itself', { investigation: 'ended', ended: true }, false],
];

async function arranged(standing: Standing) {
  const statuses = new Map<string, Status>();
  const home = await testHome({
    around: (ports: Ports): Ports => ({
      ...ports,
      workflows: {
        start: async () => 'started',
        succeed: async () => 'gone',
        status: async (machine, name) => statuses.get(`${machine} ${name}`) ?? 'unknown',
      },
    }),
  });
  const incident = '01KTESTABANDONED';
  const openedAt = plusSeconds(home.now(), -(standing.age ?? 61));
  const head: Incident = {
    id: incident,
    tenant,
    status: standing.ended ? 'closed' : 'open',
    reason: 'being investigated',
    title: 'An incident of the test',
    source: 'alertmanager',
    hook: 'alertmanager',
    cluster: 'practice',
    openedAt,
    updatedAt: openedAt,
    alerts: 1,
    dirty: false,
    remediations: standing.remediation ? ['r'] : [],
  };
  const writes = [create(shapes.incident, keys.incident(tenant, incident), head)];
  if (!standing.ended)
    writes.push(create(shapes.active, keys.active(tenant, incident), { tenant, incident, since: openedAt }));
  statuses.set(`investigation ${incident}`, standing.investigation);
  if (standing.remediation) {
    statuses.set('remediation r', standing.remediation.execution);
    writes.push(
      create(shapes.remediation, keys.remediation(tenant, incident, 'r'), {
        id: 'r',
        incident,
        tenant,
        finding: 'f',
        status: standing.remediation.status,
        outcome: 'pending',
        reason: 'under way',
        attempt: 1,
        proposal: 'p',
        openedAt,
      }),
    );
  }
  if (standing.outbox) writes.push(starting(incident, 'row', home.now()));
  await home.ports.records.write(writes);
  return { home, incident };
}
const starting = (incident: string, id: string, at: string) =>
  create(shapes.outbox, keys.outbox(tenant, incident, id), {
    kind: 'start',
    id,
    tenant,
    incident,
    at,
    machine: 'remediation',
    name: 'r',
    input: {},
  });
const callback = (incident: string, id: string, at: string) =>
  create(shapes.outbox, keys.outbox(tenant, incident, id), { kind: 'callback', id, tenant, incident, at, hold: 'h' });
const headOf = async (home: TestHome, incident: string) =>
  (await need(home.ports.records, shapes.incident, keys.incident(tenant, incident), 'incident')).value;
const actives = async (home: TestHome) =>
  (await home.ports.records.browse({ list: lists.active(tenant) })).items.map((item) => item.body.incident);

describe.for([
  [
    'the sweep',
    async (home: TestHome) => {
      await sweep.run(home.ports, { tenant });
    },
    /workflow ended without an answer/,
    'sweep',
  ],
  [
    'a failed execution',
    async (home: TestHome, incident: string) => {
      const failed = { tenant, incident, now: home.now(), error: 'States.Runtime', cause: 'output too large' };
      await takeFailedExecution.run(home.ports, failed);
    },
    /States\.Runtime: output too large/,
    'take-failed-execution',
  ],
] as const)('%s hands to people exactly what is abandoned', ([, act, reason, by]) => {
  test.for(table)('%s', async ([, standing, abandoned]) => {
    const { home, incident } = await arranged(standing);
    const before = await headOf(home, incident);
    await act(home, incident);
    const after = await headOf(home, incident);
    const log = await home.log(incident);
    if (!abandoned) {
      expect(after).toEqual(before);
      expect(log).toEqual([]);
      return;
    }
    expect(after).toMatchObject({ status: 'escalated', reason: expect.stringMatching(reason) });
    expect(log).toMatchObject([{ event: 'incident_escalated', actor: { kind: 'system', id: by } }]);
    expect(await actives(home)).toEqual([]);
    // Once: whoever comes next finds it handed over.
    await act(home, incident);
    expect(await home.log(incident)).toEqual(log);
  });
});

describe('the sweep', () => {
  test.for([
    [59, false],
    [60, true],
    [61, true],
  ] as const)('an incident of %i s', async ([age, escalated]) => {
    const { home } = await arranged({ investigation: 'ended', age });
    expect(await sweep.run(home.ports, { tenant })).toEqual({ delivered: 0, escalated: escalated ? 1 : 0 });
  });

  test('delivers what was left lying, and leaves what is on its way', async () => {
    const { home, incident } = await arranged({ investigation: 'running' });
    await home.ports.records.write([
      callback(incident, 'old', plusSeconds(home.now(), -61)),
      callback(incident, 'new', plusSeconds(home.now(), -59)),
    ]);
    expect(await sweep.run(home.ports, { tenant })).toEqual({ delivered: 1, escalated: 0 });
  });

  test('what cannot be handled does not stand in the way of what comes after it', async () => {
    const { home, incident } = await arranged({ investigation: 'ended' });
    // A row whose hold was sealed with a key that is no more, in front of everything else.
    const broken = '01KBROKEN';
    const old = plusSeconds(home.now(), -600);
    await home.ports.records.write([
      callback(broken, 'row', old),
      create(shapes.hold, keys.hold(tenant, broken, 'h'), {
        id: 'h',
        kind: 'plan_approval',
        tenant,
        incident: broken,
        remediation: 'r',
        proposal: 'p',
        planHash: '0'.repeat(64),
        code: 'bcdfg',
        status: 'approved',
        needed: 1,
        approvals: ['ada'],
        openedAt: old,
        expiresAt: home.now(),
        generation: 1,
        sealedToken: 'sealed with another key',
        settled: false,
      }),
    ]);
    await expect(sweep.run(home.ports, { tenant })).rejects.toThrow();
    expect((await headOf(home, incident)).status).toBe('escalated');
  });

  test('a row that cannot be read does not either: it is told of, and the others are delivered', async () => {
    const { home, incident } = await arranged({ investigation: 'ended' });
    const old = plusSeconds(home.now(), -600);
    const row = starting('01KOTHER', 'row', old);
    if (!('put' in row)) throw new Error('a row is put');
    const list = lists.outbox(tenant);
    // Of a version that comes later, in front of everything else.
    const unread = { ...row.put, pk: `${tenant}#INC#01KNEWER`, v: 99, list, order: '0' };
    await home.ports.records.write([row, { put: unread, when: 'absent' }]);
    await expect(sweep.run(home.ports, { tenant })).rejects.toThrow(/v99/);
    expect((await headOf(home, incident)).status).toBe('escalated');
    expect((await home.ports.records.browse({ list })).items.map((item) => item.v)).toEqual([99]);
  });

  test('of one tenant touches nothing of another', async () => {
    const { home, incident } = await arranged({ investigation: 'ended' });
    expect(await sweep.run(home.ports, { tenant: 'another' })).toEqual({ delivered: 0, escalated: 0 });
    expect((await headOf(home, incident)).status).toBe('open');
  });
});
