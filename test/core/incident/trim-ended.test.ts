import { describe, expect, test } from 'vitest';
import type { LogEntry } from '../../../src/contracts/log.ts';
import { trimEnded } from '../../../src/core/incident/trim-ended.ts';
import { verifyChain } from '../../../src/core/ledger/chain.ts';
import { keys, partitionOf, prefixes } from '../../../src/core/ledger/keys.ts';
import { loadAll } from '../../../src/core/ledger/load.ts';
import { change, create, shapes } from '../../../src/core/ledger/shapes.ts';
import { ended, tenant } from '../../home/home.ts';
import { type ServedHome, servedHome } from '../../home/http.ts';

const day = 86_400;
/** A home in which one plan was approved, ran and helped, as it stands when that has just ended. */
async function mended(): Promise<ServedHome> {
  const home = await servedHome();
  const hold = await home.held();
  home.pass(1);
  await home.decide(hold, { as: 'ada', body: { verdict: 'approved', planHash: hold.planHash } });
  await home.until('the end', () => ended(home));
  return home;
}
const receiptsOf = async (home: ServedHome) =>
  loadAll(home.ports.records, shapes.receipt, partitionOf(tenant, (await home.incident()).id), prefixes.receipt);
const worldsIn = (log: readonly LogEntry[]): string[] =>
  log.flatMap(({ event, detail }) =>
    event === 'evidence_collected' || event === 'claims_reproved' ? [String(detail.sha256 ?? detail.evidence)] : [],
  );
/** Time goes on to the first sweep of the hour that is `seconds` ahead, as it comes every minute. */
async function passTo(home: ServedHome, seconds: number): Promise<void> {
  home.pass(seconds);
  for (let minute = 0; minute <= 60; minute++) {
    home.pass(60);
    await home.settle();
  }
}
/** All that is stored but receipts, what was read, and executions: nobody may miss any of it. */
const untouched = ({ objects, executions, records, ...rest }: Record<string, number>) => rest;

describe('long after its end', () => {
  test('an incident has lost its receipts and worlds, and the executions are gone; all else stands, and the chain is whole', async () => {
    const home = await mended();
    const { id } = await home.incident();
    const before = { kept: home.kept(), log: await home.log(id), receipts: await receiptsOf(home) };
    const worlds = worldsIn(before.log);
    expect(before.receipts.length).toBeGreaterThan(10);
    expect(worlds.length).toBeGreaterThan(1);
    const all = await home.send('GET', `/api/v1/incidents/${id}`, { as: 'vera' });

    await passTo(home, 89 * day);
    expect((await receiptsOf(home)).length).toBe(before.receipts.length);
    await passTo(home, 1 * day);
    expect(await receiptsOf(home)).toEqual([]);
    for (const world of worlds) expect(await home.ports.objects.get(world)).toBeUndefined();
    expect(home.kept().executions).toBe(0);
    const alarms = (before.kept.objects ?? 0) - new Set(worlds).size;
    expect(alarms).toBeGreaterThan(0);
    expect(home.kept().objects).toBe(alarms);

    expect(await home.log(id)).toEqual(before.log);
    expect(verifyChain(await home.log(id))).toMatchObject({ ok: true });
    expect((await home.send('GET', `/api/v1/incidents/${id}`, { as: 'vera' })).body).toEqual(all.body);
    expect(untouched(home.kept())).toEqual(untouched(before.kept));
    expect(home.complaints).toEqual([]);
  });

  test('nothing goes of one that is still at work, or that something happened to since', async () => {
    const home = await mended();
    const { id } = await home.incident();
    const receipts = (await receiptsOf(home)).length;
    const [head] = await loadAll(home.ports.records, shapes.incident, partitionOf(tenant, id), 'META');
    if (head === undefined) throw new Error('no head');
    home.pass(100 * day);
    await home.ports.records.write([change(shapes.incident, head, { ...head.value, updatedAt: home.now() })]);
    await passTo(home, 0);
    expect((await receiptsOf(home)).length).toBe(receipts);
  });

  test('nothing goes of one that is marked as being worked on', async () => {
    const home = await mended();
    const { id, openedAt } = await home.incident();
    const receipts = (await receiptsOf(home)).length;
    const mark = { tenant, incident: id, since: openedAt };
    await home.ports.records.write([create(shapes.active, keys.active(tenant, id), mark)]);
    await trimEnded(home.ports, tenant, '2026-12-01T12:00:00.000Z');
    expect((await receiptsOf(home)).length).toBe(receipts);
  });

  test('nothing goes where no setting says when', async () => {
    const home = await servedHome({
      rules: ({ workflow: { keepDays: _, ...workflow }, ...rules }) => ({ ...rules, workflow }),
    });
    await home.held();
    await home.until('the end', () => ended(home));
    const before = home.kept();
    await passTo(home, 3650 * day);
    expect(home.kept()).toEqual({ ...before, records: home.kept().records });
    expect((await receiptsOf(home)).length).toBeGreaterThan(0);
  });
});

describe('however many have ended', () => {
  const now = '2026-06-30T12:00:30.000Z';
  const many = async (count: number) => {
    const home = await mended();
    const [head] = await loadAll(
      home.ports.records,
      shapes.incident,
      partitionOf(tenant, (await home.incident()).id),
      'META',
    );
    const [receipt] = await receiptsOf(home);
    if (head === undefined || receipt === undefined) throw new Error('nothing to copy');
    for (let n = 0; n < count; n++) {
      const id = `00${String(n).padStart(24, '0')}`;
      await home.ports.records.write([
        {
          put: {
            ...copied(shapes.incident.type, id, 'META', { ...head.value, id }),
            list: `${tenant}#INCIDENTS`,
            order: id,
          },
          when: 'absent',
        },
        { put: copied(shapes.receipt.type, id, 'DONE#x', { ...receipt.value, incident: id }), when: 'absent' },
      ]);
    }
    const left = async () => {
      let receipts = 0;
      for (let n = 0; n < count; n++) {
        const pk = partitionOf(tenant, `00${String(n).padStart(24, '0')}`);
        receipts += (await loadAll(home.ports.records, shapes.receipt, pk, prefixes.receipt)).length;
      }
      return receipts;
    };
    return { home, left };
  };
  const copied = (type: string, id: string, sk: string, value: object) => ({
    pk: partitionOf(tenant, id),
    sk,
    type,
    v: 1,
    rev: 1,
    body: JSON.parse(JSON.stringify(value)),
  });

  test('each sweep of an hour trims some, and begins where the last one stopped', async () => {
    const { home, left } = await many(25);
    const seen: number[] = [];
    for (let hour = 0; hour < 4; hour++) {
      await trimEnded(home.ports, tenant, now);
      seen.push(await left());
    }
    expect(seen).toEqual([15, 5, 0, 0]);
  });

  test('none is passed by because it was too young when it was looked at', async () => {
    const { home, left } = await many(15);
    for (let hour = 0; hour < 3; hour++) await trimEnded(home.ports, tenant, '2026-03-20T12:00:00.000Z');
    expect(await left()).toBe(15);
    for (let hour = 0; hour < 3; hour++) await trimEnded(home.ports, tenant, now);
    expect(await left()).toBe(0);
  });

  test('only in the first minute of an hour', async () => {
    const { home, left } = await many(3);
    for (const minute of ['01', '30', '59']) {
      expect(await trimEnded(home.ports, tenant, now.replace(':00:', `:${minute}:`))).toBeUndefined();
      expect(await left()).toBe(3);
    }
  });

  test('a place of another build is a beginning anew', async () => {
    const { home, left } = await many(12);
    await trimEnded(home.ports, tenant, now);
    const [reached] = await loadAll(home.ports.records, shapes.trimmed, `${tenant}#TRIMMED`, 'TRIMMED');
    if (reached === undefined) throw new Error('no place was noted');
    await home.ports.records.write([change(shapes.trimmed, reached, { tenant, cursor: 'of another build' })]);
    for (let hour = 0; hour < 2; hour++) await trimEnded(home.ports, tenant, now);
    expect(await left()).toBe(0);
  });
});
