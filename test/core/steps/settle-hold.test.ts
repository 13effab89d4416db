import { describe, expect, test } from 'vitest';
import { plusSeconds } from '../../../src/contracts/instant.ts';
import type { HoldStatus } from '../../../src/contracts/remediation.ts';
import { remove } from '../../../src/core/ledger/shapes.ts';
import { settleHold } from '../../../src/core/steps/settle-hold.ts';
import { heldStage, type Stage } from './stage.ts';

const at = (stage: Stage, now: string) => settleHold.run(stage.ports, { ...stage.input(), now });

describe('what waits goes on waiting, and nothing is written', () => {
  test('no question was put yet: the machine goes back and puts it', async () => {
    const stage = await heldStage();
    await stage.ports.records.write([remove(await stage.storedHold())]);
    const before = stage.home.kept();
    const gate = await settleHold.run(stage.ports, stage.input());
    // Four hours for a plan of medium risk, and the machine waits a minute longer than the hold lives.
    expect(gate).toMatchObject({ verdict: 'pending', waitSeconds: 14_460 });
    expect(stage.home.kept()).toEqual(before);
  });

  test.for<HoldStatus>(['pending', 'info_needed'])('%s until the last millisecond', async (status) => {
    const stage = await heldStage();
    await stage.rewriteHold({ status });
    const before = { log: await stage.events(), hold: await stage.storedHold(), kept: stage.home.kept() };
    expect(await at(stage, plusSeconds(stage.hold.expiresAt, -0.001))).toMatchObject({
      verdict: 'pending',
      waitSeconds: 61,
    });
    expect({ log: await stage.events(), hold: await stage.storedHold(), kept: stage.home.kept() }).toEqual(before);
  });
});

describe('the verdict is what the database says', () => {
  const table: [string, (stage: Stage) => Promise<void>, number, object][] = [
    ['approved', (stage) => stage.approve(), -1, { verdict: 'approved', hold: 'approved', outcome: 'pending' }],
    [
      'approved in time, though the machine wakes after it',
      (stage) => stage.approve(),
      3600,
      { verdict: 'approved', hold: 'approved', outcome: 'pending' },
    ],
    ['rejected', (stage) => stage.reject(), -1, { verdict: 'rejected', hold: 'rejected', outcome: 'rejected' }],
    ['expired at the very instant', async () => {}, 0, { verdict: 'expired', hold: 'expired', outcome: 'expired' }],
    [
      'expired while somebody was asked for more',
      (stage) => stage.rewriteHold({ status: 'info_needed' }),
      1,
      { verdict: 'expired', hold: 'expired', outcome: 'expired' },
    ],
    [
      'superseded by another plan',
      (stage) => stage.rewriteHold({ status: 'superseded' }),
      -1,
      { verdict: 'withdrawn', hold: 'superseded', outcome: 'withdrawn' },
    ],
    [
      'withdrawn',
      (stage) => stage.rewriteHold({ status: 'withdrawn' }),
      -1,
      { verdict: 'withdrawn', hold: 'withdrawn', outcome: 'withdrawn' },
    ],
  ];
  test.for(table)('%s', async ([, arrange, seconds, expected]) => {
    const stage = await heldStage();
    await arrange(stage);
    const now = plusSeconds(stage.hold.expiresAt, seconds);
    const first = await at(stage, now);
    const { value: hold } = await stage.storedHold();
    const { outcome } = await stage.remediation();
    expect({ verdict: first.verdict, hold: hold.status, outcome }).toEqual(expected);
    expect(hold.settled).toBe(true);
    expect((await stage.proposal()).value.status).toBe(first.verdict);
    // The callback has done its work.
    expect(await stage.outbox()).toEqual([]);
    const events = await stage.events();
    expect(events.filter((event) => event === 'hold_settled').length).toBe(1);
    expect(events.includes('hold_expired')).toBe(first.verdict === 'expired');

    // Tried again by the machine: the same answer, and nothing more in the log.
    expect(await at(stage, now)).toEqual(first);
    expect(await stage.events()).toEqual(events);
  });

  test('expired is final: a yes that comes after it changes nothing', async () => {
    const stage = await heldStage();
    await at(stage, stage.hold.expiresAt);
    // The clock of whoever decides is behind: the stored verdict counts, not the time.
    const { status } = await stage.home.decide(stage.hold, {
      as: 'ada',
      body: { verdict: 'approved', planHash: stage.hold.planHash },
    });
    expect(status).toBe(409);
    expect((await stage.storedHold()).value.status).toBe('expired');
  });
});
