import * as z from 'zod';
import { Instant } from './instant.ts';
import { Effect, Plan, Rehearsal } from './plan.ts';
import { PolicyDecision } from './policy.ts';

export const Outcome = z.enum([
  'pending',
  'recovered',
  'rolled_back',
  'rejected',
  'expired',
  'withdrawn',
  'refused',
  'failed',
  'stopped',
]);
export type Outcome = z.infer<typeof Outcome>;

/** One finding to be mended. */
export const Remediation = z.strictObject({
  id: z.string(),
  incident: z.string(),
  tenant: z.string(),
  finding: z.string(),
  status: z.enum(['planning', 'waiting', 'running', 'watching', 'ended']),
  outcome: Outcome,
  reason: z.string(),
  attempt: z.int().min(1),
  proposal: z.string(),
  openedAt: Instant,
  endedAt: Instant.optional(),
});
export type Remediation = z.infer<typeof Remediation>;

/** One attempt to mend: what would be done, how the rehearsal went, what policy said. */
export const Proposal = z.strictObject({
  id: z.string(),
  remediation: z.string(),
  incident: z.string(),
  tenant: z.string(),
  attempt: z.int(),
  alternative: z.int(),
  cluster: z.string(),
  plan: Plan,
  planHash: z.string(),
  rehearsal: Rehearsal.optional(),
  policy: PolicyDecision.optional(),
  status: z.enum(['drafted', 'waiting', 'approved', 'rejected', 'expired', 'superseded', 'withdrawn', 'void', 'run']),
  madeAt: Instant,
  /** The incident's `news` when what it rests on was looked at. */
  news: z.int().optional(),
  /** Whether it is about the built-in practice cluster, as that cluster itself says. */
  practice: z.boolean(),
  /** How long a hold for it may wait; set with the policy decision, counted from when the question is put. */
  holdSeconds: z.int().optional(),
});
export type Proposal = z.infer<typeof Proposal>;

export const HoldStatus = z.enum([
  'pending',
  'approved',
  'rejected',
  'info_needed',
  'expired',
  'superseded',
  'withdrawn',
]);
export type HoldStatus = z.infer<typeof HoldStatus>;

/**
 * A question that waits for a person. The machine's token lies here sealed and leaves only towards the machine;
 * `generation` counts the tokens a retried hold step was given.
 */
export const Hold = z.strictObject({
  id: z.string(),
  kind: z.literal('plan_approval'),
  tenant: z.string(),
  incident: z.string(),
  remediation: z.string(),
  proposal: z.string(),
  planHash: z.string(),
  /** Short code for speech and terminals: four letters. */
  code: z.string(),
  status: HoldStatus,
  needed: z.int().min(1),
  approvals: z.array(z.string()),
  openedAt: Instant,
  expiresAt: Instant,
  generation: z.int().min(1),
  sealedToken: z.string(),
  /** Set in the transaction of the verdict; the machine asks for it in Settle hold. */
  settled: z.boolean(),
  question: z.string().optional(),
  /** What somebody said to the question that stands above; asking again takes it away. */
  answer: z.strictObject({ by: z.string(), says: z.string(), at: Instant }).optional(),
  /** When the machine last went to look again because every alarm of the incident had resolved. */
  recheckedAt: Instant.optional(),
});
export type Hold = z.infer<typeof Hold>;

/** One person's answer to one hold. */
export const Decision = z.strictObject({
  id: z.string(),
  hold: z.string(),
  by: z.string(),
  verdict: z.enum(['approved', 'rejected', 'need_more_info']),
  planHash: z.string(),
  reason: z.string().optional(),
  at: Instant,
});
export type Decision = z.infer<typeof Decision>;

/** The record of one effect: intent before the write, result after it. The pair is what recovery after a crash reads. */
export const EffectRecord = z.strictObject({
  id: z.string(),
  proposal: z.string(),
  direction: z.enum(['forward', 'back']),
  effect: Effect,
  intentAt: Instant,
  /** The object's touched fields as they stood when the intent was written. */
  doneAt: Instant.optional(),
  outcome: z.enum(['intended', 'done', 'already_done', 'refused']),
  says: z.string().optional(),
  generation: z.int().optional(),
});
export type EffectRecord = z.infer<typeof EffectRecord>;

/** What Watch recovery compares with: how the neighbourhood stood when the plan ran. */
export const Baseline = z.strictObject({
  at: Instant,
  desired: z.int(),
  readyEndpoints: z.int(),
  /** Longest gap seen between signals of the fault, seconds; the quiet window must be longer. */
  longestGapSeconds: z.number(),
  /** Ready pods of every other workload in the namespace, by workload. */
  neighbours: z.record(z.string(), z.int()),
});
export type Baseline = z.infer<typeof Baseline>;

export const Watch = z.strictObject({
  baseline: Baseline,
  ranAt: Instant,
  /** Since when the positive evidence has held without a break. */
  goodSince: Instant.optional(),
  restarts: z.record(z.string(), z.int()),
  looks: z.int(),
  verdict: z.enum(['watching', 'recovered', 'not_recovered']),
  says: z.string(),
});
export type Watch = z.infer<typeof Watch>;
