import type { Severity } from '../../contracts/alert.ts';
import type { Risk } from '../../contracts/plan.ts';
import type { Condition, Flags, Policy, PolicyDecision, SettingStamp } from '../../contracts/policy.ts';

/** All that policy may look at. */
export interface PolicyFacts {
  severity: Severity;
  risk: Risk;
  action: string;
  cause: string;
  namespace?: string;
  practice: boolean;
  confidence: number;
  workloads: number;
  wayBack: boolean;
  rehearsed: boolean;
}

/** Tries the conditions in their stated order; the first that matches names the band, and the band's flags decide. */
export function decidePolicy(policy: Policy, facts: PolicyFacts, by: SettingStamp): PolicyDecision {
  const condition = policy.order
    .map((id) => policy.conditions.find((candidate) => candidate.id === id))
    .find((candidate) => candidate !== undefined && matches(candidate.when, facts));
  const band = condition?.band ?? policy.otherwise;
  const flags = (Object.hasOwn(policy.bands, band) ? policy.bands[band] : undefined) ?? strictest;
  const { verdict, because } = verdictOf(policy, flags, facts);
  const matched = condition?.id ?? 'otherwise';
  const chosen = condition === undefined ? 'no condition matched' : `condition "${matched}" matched`;
  return {
    band,
    flags,
    matched,
    verdict,
    why: `${because}: ${chosen}, which means band "${band}" (${by.document} version ${by.version}).`,
    by,
  };
}

const rank = { refuse: 2, hold: 1, go: 0 } as const;

/** The one that allows less. Of two alike the first, unless the second asks for more on the way. */
export function stricter(a: PolicyDecision, b: PolicyDecision): PolicyDecision {
  if (rank[a.verdict] !== rank[b.verdict]) return rank[a.verdict] > rank[b.verdict] ? a : b;
  return demands(b.flags) > demands(a.flags) ? b : a;
}

function verdictOf(
  policy: Policy,
  flags: Flags,
  facts: PolicyFacts,
): { verdict: PolicyDecision['verdict']; because: string } {
  // Order matters for what people read, not for the verdict: the harder reason is named.
  if (!facts.rehearsed) return { verdict: 'refuse', because: 'Refused, the plan could not be rehearsed' };
  if (!facts.wayBack && flags.rollback_required)
    return { verdict: 'refuse', because: 'Refused, the band requires a way back and the plan has none' };
  if (!facts.wayBack && policy.rollback_required_for.includes(facts.risk))
    return { verdict: 'refuse', because: `Refused, a plan of ${facts.risk} risk needs a way back and has none` };
  if (policy.resolution_requires_approval)
    return { verdict: 'hold', because: 'Waits for a person, as every plan does' };
  if (flags.requires_approval) return { verdict: 'hold', because: 'Waits for a person, the band requires approval' };
  if (!flags.can_auto_apply)
    return { verdict: 'hold', because: 'Waits for a person, the band may not apply by itself' };
  return { verdict: 'go', because: 'Goes on without asking, the band may apply by itself' };
}

/** An absent test does not restrict; a present one must hold. A fact that is not known holds no test. */
function matches(when: Condition['when'], facts: PolicyFacts): boolean {
  const among = (list: readonly string[] | undefined, value: string | undefined): boolean =>
    list === undefined || (value !== undefined && list.includes(value));
  return (
    among(when.severity, facts.severity) &&
    among(when.risk, facts.risk) &&
    among(when.action, facts.action) &&
    among(when.cause, facts.cause) &&
    among(when.namespace, facts.namespace) &&
    (when.practice === undefined || when.practice === facts.practice) &&
    (when.confidenceAtLeast === undefined || facts.confidence >= when.confidenceAtLeast) &&
    (when.workloadsAtMost === undefined || facts.workloads <= when.workloadsAtMost)
  );
}

/** What an unknown band means, should an unparsed document ever get here: doubt is no permission. */
const strictest: Flags = {
  can_auto_apply: false,
  requires_approval: true,
  notification_required: true,
  rollback_required: true,
};
const demands = (flags: Flags): number =>
  [!flags.can_auto_apply, flags.requires_approval, flags.notification_required, flags.rollback_required].filter(Boolean)
    .length;
