import { describe, expect, test } from 'vitest';
import { openDatabase } from '../../../src/adapters/local/database.ts';
import { sqliteRecords } from '../../../src/adapters/local/records.ts';
import type { LogEntry } from '../../../src/contracts/log.ts';
import { anchorLogs } from '../../../src/core/incident/anchor-logs.ts';
import { verifyAnchors } from '../../../src/core/ledger/anchors.ts';
import { verifyChain } from '../../../src/core/ledger/chain.ts';
import { commit } from '../../../src/core/ledger/commit.ts';
import { partitionOf, prefixes, tenantLog } from '../../../src/core/ledger/keys.ts';
import { loadAll } from '../../../src/core/ledger/load.ts';
import { shapes } from '../../../src/core/ledger/shapes.ts';

const tenant = 'acme';
function stage() {
  const records = sqliteRecords(openDatabase(':memory:'));
  const log = async (incident: string): Promise<LogEntry[]> =>
    (await loadAll(records, shapes.log, partitionOf(tenant, incident), prefixes.log)).map(({ value }) => value);
  return {
    records,
    log,
    grow: (incident: string, at: string, times = 1) =>
      commit(records, { tenant, incident }, async () => ({
        output: null,
        log: Array.from({ length: times }, () => ({
          at,
          actor: { kind: 'system' as const, id: 'sweep' },
          event: 'incident_triaged' as const,
          about: incident,
          detail: {},
        })),
      })),
    anchor: (at: string) => anchorLogs(records, tenant, at),
    /** What was anchored, by day: incident and number. */
    async anchored(): Promise<[string, Record<string, number>][]> {
      return (await log(tenantLog))
        .filter(({ event }) => event === 'logs_anchored')
        .map(({ about, detail }) => {
          const heads = Object.entries(detail.heads as Record<string, { seq: number }>);
          return [about, Object.fromEntries(heads.map(([incident, { seq }]) => [incident, seq]))];
        });
    },
  };
}

describe('the daily anchor', () => {
  test('begins by saying from when on, and then holds what grew, once a day', async () => {
    const { grow, anchor, anchored } = stage();
    await grow('A', '2026-03-01T07:00:00.000Z', 3);
    expect(await anchor('2026-03-01T08:00:00.000Z')).toBe(false);
    await grow('B', '2026-03-01T09:00:00.000Z', 2);
    expect(await anchor('2026-03-01T23:59:59.000Z')).toBe(false);
    expect(await anchored()).toEqual([]);
    expect(await anchor('2026-03-02T00:00:30.000Z')).toBe(true);
    for (const again of ['2026-03-02T00:01:30.000Z', '2026-03-02T23:00:00.000Z', '2026-03-01T23:00:00.000Z'])
      expect(await anchor(again)).toBe(false);
    expect(await anchored()).toEqual([['2026-03-02', { A: 3, B: 2 }]]);
  });

  test('is of what grew since the last, and a day more: steps may write with an earlier time', async () => {
    const { grow, anchor, anchored } = stage();
    await anchor('2026-03-01T00:00:30.000Z');
    await grow('A', '2026-03-01T10:00:00.000Z');
    await anchor('2026-03-02T00:00:30.000Z');
    await grow('B', '2026-03-01T12:00:00.000Z');
    await anchor('2026-03-03T00:00:30.000Z');
    await grow('C', '2026-03-03T12:00:00.000Z');
    await anchor('2026-03-04T00:00:30.000Z');
    expect(await anchored()).toEqual([
      ['2026-03-02', { A: 1 }],
      ['2026-03-03', { A: 1, B: 1 }],
      ['2026-03-04', { C: 1 }],
    ]);
  });

  test('misses nothing of days on which nothing swept', async () => {
    const { grow, anchor, anchored } = stage();
    await anchor('2026-03-01T00:00:30.000Z');
    for (const day of ['02', '03', '04', '05']) await grow(`I${day}`, `2026-03-${day}T10:00:00.000Z`);
    await anchor('2026-03-06T00:00:30.000Z');
    expect(await anchored()).toEqual([['2026-03-06', { I05: 1, I04: 1, I03: 1, I02: 1 }]]);
  });

  test('of a quiet day is no entry', async () => {
    const { anchor, log } = stage();
    await anchor('2026-03-01T00:00:30.000Z');
    expect(await anchor('2026-03-02T00:00:30.000Z')).toBe(false);
    expect(await log(tenantLog)).toEqual([]);
  });

  test('of very many logs is several entries of one chain', async () => {
    const { grow, anchor, anchored, log } = stage();
    await anchor('2026-03-01T00:00:30.000Z');
    for (let n = 0; n < 2100; n++) await grow(`I${n}`, '2026-03-01T10:00:00.000Z');
    await anchor('2026-03-02T00:00:30.000Z');
    const days = await anchored();
    expect(days.map(([, heads]) => Object.keys(heads).length)).toEqual([1000, 1000, 100]);
    expect(verifyChain(await log(tenantLog))).toMatchObject({ ok: true, entries: 3 });
  });

  test('asked for twice at once is one', async () => {
    const { grow, anchor, anchored } = stage();
    await anchor('2026-03-01T00:00:30.000Z');
    await grow('A', '2026-03-01T10:00:00.000Z');
    const answers = await Promise.all(Array.from({ length: 4 }, () => anchor('2026-03-02T00:00:30.000Z')));
    expect(answers.filter((answer) => answer)).toHaveLength(1);
    expect(await anchored()).toHaveLength(1);
  });

  test('holds for ever: logs grow on and are still what was anchored', async () => {
    const { grow, anchor, log } = stage();
    await anchor('2026-03-01T00:00:30.000Z');
    await grow('A', '2026-03-01T10:00:00.000Z', 2);
    await anchor('2026-03-02T00:00:30.000Z');
    await grow('A', '2026-03-02T10:00:00.000Z', 2);
    const [a, own] = [await log('A'), await log(tenantLog)];
    expect(verifyAnchors(own, () => a)).toEqual([]);
    expect(verifyAnchors(own, () => a.slice(0, 2))).toEqual([]);
    expect(
      verifyAnchors(own, () => undefined),
      'what is not looked at',
    ).toEqual([]);
    expect(verifyAnchors(own, () => a.slice(0, 1))).toEqual([
      { incident: 'A', says: 'on 2026-03-02 its log had 2 entries: the end was cut off' },
    ]);
    expect(verifyAnchors(own, () => [a[0], a[2]])).toEqual([
      { incident: 'A', says: 'entry 2 is not the one that stood there on 2026-03-02' },
    ]);
    expect(verifyAnchors(['nonsense', { ...own[0], detail: { heads: 7 } }, ...own], () => [])).toHaveLength(1);
  });
});
