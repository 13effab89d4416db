import { expect, test } from 'vitest';
import type { Incident } from '../../../src/contracts/incident.ts';
import type { Hold, HoldStatus } from '../../../src/contracts/remediation.ts';
import { approvalsOf } from '../../../src/core/approvals/standing.ts';

const at = '2026-11-24T11:00:00.000Z';
const incident: Incident = {
  id: 'i',
  tenant: 'acme',
  status: 'waiting',
  reason: 'waiting for approval',
  title: 'a',
  source: 'alertmanager',
  hook: 'h',
  cluster: 'c',
  openedAt: at,
  updatedAt: at,
  alerts: 1,
  dirty: false,
  remediations: [],
};
const hold: Hold = {
  id: 'h',
  kind: 'plan_approval',
  tenant: 'acme',
  incident: 'i',
  remediation: 'r',
  proposal: 'p',
  planHash: 'a',
  code: 'bcdfg',
  status: 'pending',
  needed: 1,
  approvals: [],
  openedAt: at,
  expiresAt: at,
  generation: 1,
  sealedToken: 'x',
  settled: false,
};
const standing = (...statuses: HoldStatus[]) =>
  approvalsOf({
    incident,
    holds: statuses.map((status, at) => ({ ...hold, id: `h${at}`, status })),
    proposals: [],
    nameOf: ({ incident, id }) => `${incident}.${id}`,
  });

test.each<[string, HoldStatus[], boolean, boolean]>([
  ['nothing asked', [], false, false],
  ['one waits', ['pending'], false, false],
  ['all said yes', ['approved', 'approved'], true, false],
  ['one yes, one waits', ['approved', 'pending'], false, false],
  ['one yes, one no', ['approved', 'rejected'], false, true],
  ['a plan made anew does not count', ['superseded', 'approved'], true, false],
  ['withdrawn alone is no yes', ['withdrawn'], false, false],
  ['run out is no yes', ['approved', 'expired'], false, false],
  ['a question is neither', ['info_needed'], false, false],
])('%s', (_what, statuses, all_approved, any_rejected) => {
  const found = standing(...statuses);
  expect(found).toMatchObject({ all_approved, any_rejected });
  expect(Object.values(found.counts).reduce((sum, count) => sum + count, 0)).toBe(statuses.length);
});
