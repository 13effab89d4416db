import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecisionRequest } from '../../../src/contracts/api/decisions.ts';
import { Fault } from '../../../src/contracts/fault.ts';
import { type Hold, HoldStatus, type Proposal } from '../../../src/contracts/remediation.ts';
import type { User } from '../../../src/contracts/stored.ts';
import { decide } from '../../../src/core/approvals/decide.ts';
import { shortCode } from '../../../src/core/approvals/short-code.ts';

const planHash = 'a'.repeat(64);
const now = '2026-03-01T08:00:00.000Z';
const hold = (over: Partial<Hold> = {}): Hold => ({
  id: 'h',
  kind: 'plan_approval',
  tenant: 'default',
  incident: 'i',
  remediation: 'r',
  proposal: 'p',
  planHash,
  code: 'bcdfg',
  status: 'pending',
  needed: 1,
  approvals: [],
  openedAt: '2026-03-01T07:00:00.000Z',
  expiresAt: '2026-03-01T08:00:00.001Z',
  generation: 1,
  sealedToken: 's',
  settled: false,
  ...over,
});
const person = (id: string): User => ({ id, tenant: 'default', roles: ['approver'], name: id });
const said = (request: Partial<DecisionRequest> = {}): DecisionRequest => ({
  verdict: 'approved',
  planHash,
  ...request,
});
const answer = (parts: {
  hold?: Partial<Hold>;
  request?: Partial<DecisionRequest>;
  by?: string;
  proposed?: string;
  stopped?: boolean;
}) =>
  decide({
    hold: hold(parts.hold),
    // Of a proposal only its hash is looked at.
    proposal: { planHash: parts.proposed ?? planHash } as Proposal,
    request: said(parts.request),
    person: person(parts.by ?? 'ada'),
    id: 'd',
    now,
    stopped: parts.stopped ?? false,
  });
const fault = (work: () => unknown): Fault => {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown;
    throw thrown;
  }
  return expect.fail('it was taken');
};

describe('an answer is taken', () => {
  test.for<[string, Parameters<typeof answer>[0], Partial<Hold>]>([
    ['a yes where one is needed', {}, { status: 'approved', approvals: ['ada'] }],
    ['a no', { request: { verdict: 'rejected' } }, { status: 'rejected', approvals: [] }],
    ['the first of two', { hold: { needed: 2 } }, { status: 'pending', approvals: ['ada'] }],
    [
      'the second of two',
      { hold: { needed: 2, approvals: ['bob'] } },
      { status: 'approved', approvals: ['bob', 'ada'] },
    ],
    [
      'a no after the first of two: one no is enough',
      { hold: { needed: 2, approvals: ['bob'] }, request: { verdict: 'rejected' } },
      { status: 'rejected', approvals: ['bob'] },
    ],
    ['a yes to what somebody asked about', { hold: { status: 'info_needed' } }, { status: 'approved' }],
    ['a no while the kill switch is on', { stopped: true, request: { verdict: 'rejected' } }, { status: 'rejected' }],
    ['in one’s own name', { request: { by: 'ada' } }, { status: 'approved' }],
  ])('%s', ([, parts, expected]) => {
    const { hold: next, decision } = answer(parts);
    expect(next).toMatchObject(expected);
    expect(decision).toMatchObject({ hold: 'h', by: 'ada', planHash, at: now });
    expect({ ...next, status: 0, approvals: 0 }).toEqual({ ...hold(parts.hold), status: 0, approvals: 0 });
  });

  test('a reason is kept where one was given', () => {
    expect(answer({ request: { reason: 'because' } }).decision.reason).toBe('because');
    expect('reason' in answer({}).decision).toBe(false);
  });
});

describe('an answer is refused', () => {
  test.for<[string, Parameters<typeof answer>[0], string, RegExp]>([
    ['in the name of another', { request: { by: 'bob' } }, 'Forbidden', /ada.*bob/],
    ['at the very instant it ends', { hold: { expiresAt: now } }, 'Conflict', /expired/],
    ['to another plan', { request: { planHash: 'b'.repeat(64) } }, 'Stale', /not the one you saw/],
    ['to a plan the hold does not ask about', { hold: { planHash: 'b'.repeat(64) } }, 'Stale', /not the one you saw/],
    ['to a plan that changed under its hold', { proposed: 'b'.repeat(64) }, 'Stale', /not the one you saw/],
    ['a yes while the kill switch is on', { stopped: true }, 'Conflict', /kill switch/],
    ['a second yes of one person', { hold: { needed: 2, approvals: ['ada'] } }, 'Conflict', /already/],
  ])('%s', ([, parts, word, says]) => {
    const refused = fault(() => answer(parts));
    expect(refused.word).toBe(word);
    expect(refused.message).toMatch(says);
    expect(refused.hint.length).toBeGreaterThan(10);
  });

  test.for(HoldStatus.options.filter((status) => status !== 'pending' && status !== 'info_needed'))(
    'to a hold that is %s, whatever it says',
    (status) => {
      for (const verdict of ['approved', 'rejected'] as const)
        expect(fault(() => answer({ hold: { status }, request: { verdict } }))).toMatchObject({
          word: 'Conflict',
          extra: { status_of_hold: status },
        });
    },
  );

  test('no row of answers makes an approval of fewer people than are needed', () => {
    const voice = fc.record({
      by: fc.constantFrom('ada', 'bob', 'cy'),
      verdict: fc.constantFrom('approved', 'rejected'),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.array(voice, { maxLength: 8 }), (needed, voices) => {
        let standing = hold({ needed });
        const yes = new Set<string>();
        for (const { by, verdict } of voices) {
          if (standing.status !== 'pending') break;
          try {
            standing = answer({ hold: standing, by, request: { verdict: verdict as 'approved' } }).hold;
            if (verdict === 'approved') yes.add(by);
          } catch (thrown) {
            expect(thrown).toMatchObject({ name: 'Conflict' });
            expect(yes.has(by)).toBe(true);
          }
        }
        expect(standing.approvals).toEqual([...yes]);
        if (standing.status === 'approved') expect(yes.size).toBe(needed);
        if (standing.status === 'pending') expect(yes.size).toBeLessThan(needed);
      }),
    );
  });
});

test('a short code is five sounds that are not mixed up, the same for the same id', () => {
  fc.assert(
    fc.property(fc.string(), (id) => {
      expect(shortCode(id)).toMatch(/^[b-df-hjkmnp-tv-xz2-9]{5}$/);
      expect(shortCode(id)).toBe(shortCode(id));
    }),
  );
  expect(new Set(Array.from({ length: 200 }, (_, at) => shortCode(`hold ${at}`))).size).toBeGreaterThan(195);
});
