import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Severity } from '../../../src/contracts/alert.ts';
import { Risk } from '../../../src/contracts/plan.ts';
import { type Flags, Policy } from '../../../src/contracts/policy.ts';
import { decidePolicy, type PolicyFacts, stricter } from '../../../src/core/policy/decide.ts';

const by = { document: 'policy', version: 7, sha256: 'ab' };
const flags = (more: Partial<Flags> = {}): Flags => ({
  can_auto_apply: false,
  requires_approval: true,
  notification_required: false,
  rollback_required: false,
  ...more,
});
const policy: Policy = {
  bands: {
    AUTO: flags({ can_auto_apply: true, requires_approval: false }),
    PROPOSE: flags(),
    REVIEW: flags({ rollback_required: true }),
  },
  conditions: [
    { id: 'practice', band: 'AUTO', when: { practice: true, risk: ['low', 'medium'], confidenceAtLeast: 0.9 } },
    { id: 'shop', band: 'PROPOSE', when: { namespace: ['shop'], workloadsAtMost: 1 } },
  ],
  order: ['practice', 'shop'],
  otherwise: 'REVIEW',
  resolution_requires_approval: false,
  rollback_required_for: ['high', 'critical'],
};
const facts: PolicyFacts = {
  severity: 'high',
  risk: 'medium',
  action: 'workload.set-resources',
  cause: 'pod.memory-limit-exceeded',
  namespace: 'shop',
  practice: true,
  confidence: 0.9,
  workloads: 1,
  wayBack: true,
  rehearsed: true,
};
const bandOf = (changed: Partial<PolicyFacts>, document = policy) => {
  const { band, matched, verdict } = decidePolicy(document, { ...facts, ...changed }, by);
  return { band, matched, verdict };
};

describe('decidePolicy', () => {
  test.each<[string, Partial<PolicyFacts>, string, string, string]>([
    ['all holds', {}, 'AUTO', 'practice', 'go'],
    ['confidence just below', { confidence: 0.8999 }, 'PROPOSE', 'shop', 'hold'],
    ['confidence is no number', { confidence: Number.NaN }, 'PROPOSE', 'shop', 'hold'],
    ['a real cluster', { practice: false }, 'PROPOSE', 'shop', 'hold'],
    ['another risk', { risk: 'high' }, 'PROPOSE', 'shop', 'hold'],
    ['another namespace', { practice: false, namespace: 'pay' }, 'REVIEW', 'otherwise', 'hold'],
    ['two workloads', { practice: false, workloads: 2 }, 'REVIEW', 'otherwise', 'hold'],
    ['not rehearsed, whatever the band', { rehearsed: false }, 'AUTO', 'practice', 'refuse'],
    ['no way back where none is asked for', { wayBack: false }, 'AUTO', 'practice', 'go'],
    ['no way back at high risk', { wayBack: false, risk: 'high' }, 'PROPOSE', 'shop', 'refuse'],
    [
      'no way back in a band that asks for one',
      { wayBack: false, practice: false, workloads: 2 },
      'REVIEW',
      'otherwise',
      'refuse',
    ],
  ])('%s', (_, changed, band, matched, verdict) => {
    expect(bandOf(changed)).toEqual({ band, matched, verdict });
  });

  test('a fact that is not known holds no test', () => {
    const { namespace: _, ...unknown } = { ...facts, practice: false };
    expect(decidePolicy(policy, unknown, by).matched).toBe('otherwise');
  });

  test('the stated order decides, not the order of writing', () => {
    expect(bandOf({}, { ...policy, order: ['shop', 'practice'] }).matched).toBe('shop');
  });

  test('resolution_requires_approval makes every band wait', () => {
    expect(bandOf({}, { ...policy, resolution_requires_approval: true }).verdict).toBe('hold');
  });

  test('why names band, condition and version, and the decision carries the document it was made by', () => {
    const decision = decidePolicy(policy, facts, by);
    expect(decision.why).toBe(
      'Goes on without asking, the band may apply by itself: condition "practice" matched, which means band "AUTO" (policy version 7).',
    );
    expect(decision.by).toEqual(by);
    expect(decidePolicy(policy, { ...facts, rehearsed: false }, by).why).toContain('could not be rehearsed');
  });

  test('an unparsed document that names no such band gives the strictest flags, not a permission', () => {
    const broken = { ...policy, otherwise: 'toString', conditions: [], order: [] };
    const decision = decidePolicy(broken, facts, by);
    expect(decision.verdict).toBe('hold');
    expect(decision.flags.rollback_required).toBe(true);
    expect(decidePolicy(broken, { ...facts, wayBack: false }, by).verdict).toBe('refuse');
  });
});

const someFlags = fc.record({
  can_auto_apply: fc.boolean(),
  requires_approval: fc.boolean(),
  notification_required: fc.boolean(),
  rollback_required: fc.boolean(),
});
const names = ['AUTO', 'PROPOSE', 'REVIEW'];
const somePolicy: fc.Arbitrary<Policy> = fc
  .record({
    bands: fc.record({ AUTO: someFlags, PROPOSE: someFlags, REVIEW: someFlags }),
    conditions: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('a', 'b', 'c'),
        band: fc.constantFrom(...names),
        when: fc.record(
          {
            severity: fc.subarray([...Severity.options], { minLength: 1 }),
            practice: fc.boolean(),
            confidenceAtLeast: fc.double({ min: 0, max: 1, noNaN: true }),
          },
          { requiredKeys: [] },
        ),
      }),
      { selector: ({ id }) => id },
    ),
    otherwise: fc.constantFrom(...names),
    resolution_requires_approval: fc.boolean(),
    rollback_required_for: fc.subarray([...Risk.options]),
  })
  .map((document) => ({ ...document, order: document.conditions.map(({ id }) => id) }));
const someFacts: fc.Arbitrary<PolicyFacts> = fc.record({
  severity: fc.constantFrom(...Severity.options),
  risk: fc.constantFrom(...Risk.options),
  action: fc.constant('a'),
  cause: fc.constant('c'),
  practice: fc.boolean(),
  confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  workloads: fc.nat(3),
  wayBack: fc.boolean(),
  rehearsed: fc.boolean(),
});

describe('for any policy and any facts', () => {
  test('no name of a band moves anything but the name', () => {
    const renamed = (document: Policy): Policy => {
      const green = (band: string) => `${{ AUTO: 'REVIEW', PROPOSE: 'green', REVIEW: 'AUTO' }[band]}`;
      return {
        ...document,
        bands: Object.fromEntries(Object.entries(document.bands).map(([band, flags]) => [green(band), flags])),
        conditions: document.conditions.map((condition) => ({ ...condition, band: green(condition.band) })),
        otherwise: green(document.otherwise),
      };
    };
    fc.assert(
      fc.property(somePolicy, someFacts, (document, found) => {
        const was = decidePolicy(Policy.parse(document), found, by);
        const is = decidePolicy(Policy.parse(renamed(document)), found, by);
        expect({ flags: is.flags, matched: is.matched, verdict: is.verdict }).toEqual({
          flags: was.flags,
          matched: was.matched,
          verdict: was.verdict,
        });
      }),
    );
  });

  test('going without asking takes both flags, a rehearsal, and a way back where one is asked for', () => {
    fc.assert(
      fc.property(somePolicy, someFacts, (document, found) => {
        const { verdict, flags: had } = decidePolicy(document, found, by);
        const asks = had.rollback_required || document.rollback_required_for.includes(found.risk);
        const refused = !found.rehearsed || (asks && !found.wayBack);
        const goes = had.can_auto_apply && !had.requires_approval && !document.resolution_requires_approval;
        expect(verdict).toBe(refused ? 'refuse' : goes ? 'go' : 'hold');
      }),
    );
  });

  test('stricter never answers with the one that allows more', () => {
    const rank = { go: 0, hold: 1, refuse: 2 };
    fc.assert(
      fc.property(somePolicy, somePolicy, someFacts, (one, other, found) => {
        const a = decidePolicy(one, found, by);
        const b = decidePolicy(other, found, { ...by, version: 8 });
        const chosen = stricter(a, b);
        expect([a, b]).toContain(chosen);
        expect(rank[chosen.verdict]).toBe(Math.max(rank[a.verdict], rank[b.verdict]));
        expect(stricter(b, a).verdict).toBe(chosen.verdict);
      }),
    );
  });
});

describe('a broken policy document is refused by name of field', () => {
  const band = policy.bands.AUTO;
  test.each<[string, object, string]>([
    [
      'a condition with a band nobody defined',
      { conditions: [{ id: 'shop', band: 'GREEN', when: {} }], order: ['shop'] },
      'conditions.0.band',
    ],
    ['a band named as something every object has', { otherwise: 'toString' }, 'otherwise'],
    ['a condition that is never tried', { order: ['shop'] }, 'order'],
    ['an order that names nobody', { order: ['practice', 'shop', 'ghost'] }, 'order.2'],
    ['an order that names one twice', { order: ['practice', 'shop', 'shop'] }, 'order.2'],
    ['two conditions of one name', { conditions: [...policy.conditions, policy.conditions[1]] }, 'conditions.2.id'],
    [
      'a flag that is no flag',
      { bands: { ...policy.bands, AUTO: { ...band, can_auto_apply: 'yes' } } },
      'bands.AUTO.can_auto_apply',
    ],
    [
      'a flag that is missing',
      { bands: { ...policy.bands, AUTO: { can_auto_apply: true } } },
      'bands.AUTO.requires_approval',
    ],
    [
      'a misspelt test, which would restrict nothing',
      { conditions: [{ ...policy.conditions[0], when: { severty: ['low'] } }, policy.conditions[1]] },
      'conditions.0.when',
    ],
    [
      'a test with an empty list',
      { conditions: [{ ...policy.conditions[0], when: { risk: [] } }, policy.conditions[1]] },
      'conditions.0.when.risk',
    ],
    [
      'a confidence beyond one',
      { conditions: [{ ...policy.conditions[0], when: { confidenceAtLeast: 90 } }, policy.conditions[1]] },
      'conditions.0.when.confidenceAtLeast',
    ],
  ])('%s', (_, change, field) => {
    const parsed = Policy.safeParse({ ...policy, ...change });
    expect(parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'))).toContain(field);
  });
});
