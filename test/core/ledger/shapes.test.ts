import { describe, expect, test } from 'vitest';
import { addUser } from '../../../src/core/access/add-user.ts';
import { bindInvited } from '../../../src/core/access/bind-invited.ts';
import { keys } from '../../../src/core/ledger/keys.ts';
import { change, create, readAs, type Shape, shapes } from '../../../src/core/ledger/shapes.ts';
import type { Item, Ports } from '../../../src/core/ports.ts';
import { liveConnect } from '../../../src/core/steps/live-connect.ts';
import { servedHome } from '../../home/http.ts';

const byType = new Map<string, Shape<unknown>>(
  Object.values(shapes).map((shape) => [shape.type, shape as unknown as Shape<unknown>]),
);

/** Every item a home stores while it lives through a held plan, a new setting, the kill switch and an unreadable alarm. */
async function everythingStored(): Promise<Item[]> {
  const stored = new Map<string, Item>();
  const home = await servedHome({
    reachable: ['ada'],
    around: (ports) => ({
      ...ports,
      records: {
        ...ports.records,
        async write(writes) {
          for (const write of writes) if ('put' in write) stored.set(`${write.put.pk} ${write.put.sk}`, write.put);
          return ports.records.write(writes);
        },
      },
    }),
  });
  await home.deliver('not JSON');
  const { document, version } = (await home.send('GET', '/api/v1/settings/triage', { as: 'owner' })).body;
  await home.send('PUT', '/api/v1/settings/triage', {
    as: 'owner',
    body: document,
    headers: { 'if-match': `"${version}"` },
  });
  for (const stopped of [true, false]) await home.send('PUT', '/api/v1/stop', { as: 'owner', body: { stopped } });
  await home.send('POST', '/api/v1/users/ada/sign-in-link', { as: 'owner', headers: { 'idempotency-key': 'one' } });
  await invited(home.ports);
  // Written where more has ended long ago than one sweep trims.
  const far = { tenant: 'default', cursor: 'a place' };
  await home.ports.records.write([create(shapes.trimmed, keys.trimmed('default'), far)]);
  const { body } = await home.send('POST', '/api/v1/live/tickets', { as: 'vera' });
  await liveConnect.run(home.ports, { connection: 'c', ticket: String(body.ticket) });
  const hold = await home.held();
  await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
  await home.until('the end', async () => recovered(home));
  return [...stored.values()];
}
/** As where an issuer signs people's tokens: somebody is invited, and comes. */
async function invited({ records, clock }: Ports): Promise<void> {
  const issuer = 'https://login.example.com/pool';
  const signIn = { kind: 'oidc', issuer, client: 'console' } as const;
  const site = { facts: () => ({ home: 'aws', practice: false, signIn, live: '/live' }) as const };
  const asked = { id: 'eve', name: 'Eve', roles: ['viewer' as const], mail: 'eve@example.com' };
  await addUser({ records, clock, site }, { tenant: 'default', by: { kind: 'system', id: 'test' }, asked });
  const claims = { email: 'eve@example.com', email_verified: true };
  await bindInvited(records, { issuer, subject: 'e-1', claims }, clock.now());
}
const recovered = async (home: Awaited<ReturnType<typeof servedHome>>) =>
  (await home.incidents()).find((incident) => incident.status === 'recovered');

describe('stored shapes', () => {
  test('come back from the store as they were put, field by field', async () => {
    const items = await everythingStored();
    const seen = new Set(items.map((item) => item.type));
    // A kind nobody stores here would pass unseen.
    expect([...byType.keys()].filter((type) => !seen.has(type)).sort()).toEqual([]);
    for (const item of items) {
      const shape = byType.get(item.type);
      if (shape === undefined) throw new Error(`${item.type} is no shape`);
      const { key, rev, value } = readAs(shape, item);
      expect({ key, rev }).toEqual({ key: { pk: item.pk, sk: item.sk }, rev: item.rev });
      expect(create(shape, key, value)).toEqual({ put: { ...item, rev: 1 }, when: 'absent' });
      expect(change(shape, { key, rev, value }, value)).toEqual({ put: { ...item, rev: rev + 1 }, when: rev });
    }
  });

  test('are not read as another kind, as another version, or with a field more or less', () => {
    const stop = { tenant: 'default', stopped: true, by: 'ada', at: '2026-03-01T08:00:00.000Z' };
    const write = create(shapes.stop, { pk: 'default#STOP', sk: 'STOP' }, stop);
    const item = 'put' in write ? write.put : undefined;
    if (item === undefined) throw new Error('create puts');
    expect(readAs(shapes.stop, item).value).toEqual(stop);
    expect(() => readAs(shapes.slot, item)).toThrow(/is STOP v1, expected SLOT v1/);
    expect(() => readAs(shapes.stop, { ...item, v: 2 })).toThrow(/is STOP v2, expected STOP v1/);
    expect(() => readAs(shapes.stop, { ...item, body: { ...item.body, until: 'noon' } })).toThrow();
    expect(() => readAs(shapes.stop, { ...item, body: { tenant: 'default' } })).toThrow();
  });

  test('an absent field is left out, as JSON does', () => {
    const write = create(shapes.user, { pk: 'p', sk: 's' }, {
      id: 'ada',
      tenant: 'default',
      roles: [],
      name: 'Ada',
      nickname: undefined,
    } as never);
    expect('put' in write && Object.keys(write.put.body)).toEqual(['id', 'tenant', 'roles', 'name']);
  });

  test('only what waits stands in the list of holds', async () => {
    const home = await servedHome();
    const hold = await home.held();
    const listOf = (status: typeof hold.status) => shapes.hold.list?.({ ...hold, status });
    for (const status of ['pending', 'info_needed'] as const) expect(listOf(status)?.list).toBe('default#HOLDS');
    for (const status of ['approved', 'rejected', 'expired', 'superseded', 'withdrawn'] as const)
      expect(listOf(status)).toBeUndefined();
  });
});
