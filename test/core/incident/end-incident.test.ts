import { describe, expect, test } from 'vitest';
import type { Outcome, Remediation } from '../../../src/contracts/remediation.ts';
import { endOf, statusWhile } from '../../../src/core/incident/end-incident.ts';

const remediation = (outcome: Outcome, status: Remediation['status'] = 'ended'): Remediation => ({
  id: `${outcome} ${status}`,
  incident: 'i',
  tenant: 'default',
  finding: 'f',
  status,
  outcome,
  reason: `because ${outcome}`,
  attempt: 1,
  proposal: 'p',
  openedAt: '2026-03-01T08:00:00.000Z',
});

describe('what an incident comes to', () => {
  test.for<[Outcome[], string]>([
    [['recovered'], 'recovered'],
    // Not watched to its end: closed, which claims no recovery.
    [['withdrawn'], 'closed'],
    [['recovered', 'withdrawn'], 'closed'],
    [['recovered', 'refused'], 'escalated'],
    [['rejected'], 'closed'],
    [['rejected', 'recovered'], 'closed'],
    [['recovered', 'failed'], 'escalated'],
    [['rejected', 'expired'], 'escalated'],
    ...(['rolled_back', 'expired', 'refused', 'failed', 'stopped', 'pending'] as const).map(
      (outcome): [Outcome[], string] => [[outcome], 'escalated'],
    ),
  ])('%j: %s', ([outcomes, status]) => {
    expect(endOf(outcomes.map((outcome) => remediation(outcome)))?.status).toBe(status);
  });

  test.for(['planning', 'waiting', 'running', 'watching'] as const)('nothing while one is still %s', (status) => {
    expect(endOf([remediation('recovered'), remediation('pending', status)])).toBeUndefined();
    // Not by its outcome either: that is written before the remediation has ended.
    expect(endOf([remediation('recovered', status)])).toBeUndefined();
  });

  test('nothing without a remediation', () => {
    expect(endOf([])).toBeUndefined();
  });

  test('each reason is told once', () => {
    expect(endOf([remediation('failed'), remediation('failed'), remediation('recovered')])?.reason).toBe(
      'because failed; because recovered',
    );
  });
});

describe('how it looks on the way', () => {
  test.for<[Remediation['status'][], string]>([
    [['waiting'], 'waiting'],
    [['waiting', 'planning'], 'waiting'],
    [['waiting', 'running'], 'running'],
    [['waiting', 'watching'], 'running'],
    [['planning'], 'open'],
    [['ended'], 'open'],
    [[], 'open'],
  ])('%j: %s', ([statuses, expected]) => {
    const all = statuses.map((status) => remediation('pending', status));
    expect(statusWhile(all, 'open')).toBe(expected);
  });
});
