import * as z from 'zod';
import { EvidenceLine } from './evidence.ts';
import { Instant } from './instant.ts';
import { Json } from './json.ts';
import { ActionCall, Target } from './plan.ts';

export const Finding = z.strictObject({
  rank: z.int().min(1),
  object: Target,
  cause: z.strictObject({ id: z.string(), title: z.string() }),
  confidence: z.number().min(0).max(1),
  evidence: z.array(EvidenceLine).min(1),
  victims: z.array(Target),
  actions: z.array(ActionCall),
});
export type Finding = z.infer<typeof Finding>;

export const Blind = z.strictObject({ asked: z.string(), why: z.string() });
export type Blind = z.infer<typeof Blind>;

/** The public answer of `mendgate diagnose --format json`; it changes only by adding. */
export const Diagnosis = z.strictObject({
  schema: z.literal('mendgate.diagnosis/1'),
  source: z.string(),
  /** True only when nothing was found and nothing was blind. */
  healthy: z.boolean(),
  findings: z.array(Finding),
  blind: z.array(Blind),
});
export type Diagnosis = z.infer<typeof Diagnosis>;

/** What an analyzer returns for a sick candidate; rank and actions are added by those who see the whole. */
export const Judgement = z.strictObject({
  analyzer: z.string(),
  version: z.int(),
  object: Target,
  cause: z.strictObject({ id: z.string(), title: z.string() }),
  confidence: z.number().min(0).max(1),
  evidence: z.array(z.strictObject({ from: z.string(), says: z.string() })).min(1),
  /** What the cause rests on, in the shape `facts.ts` gives for it. Stable while the fault stands: a re-proof compares it. */
  facts: z.record(z.string(), Json),
  /** What moves while the fault stands: never compared, but it sets how long recovery must be watched. */
  signs: z.strictObject({ restarts: z.int(), longestGapSeconds: z.number(), since: Instant.optional() }),
});
export type Judgement = z.infer<typeof Judgement>;

/** What a person hears: three answers that are never mixed up. */
export const Outlook = z.enum(['healthy', 'sick', 'blind']);
export type Outlook = z.infer<typeof Outlook>;
