import * as z from 'zod';
import { EvidenceLine } from './evidence.ts';
import { Instant } from './instant.ts';
import { Json, PatchOp } from './json.ts';
import { ObjectRef } from './kube.ts';

export const Risk = z.enum(['low', 'medium', 'high', 'critical']);
export type Risk = z.infer<typeof Risk>;
export const riskRank = (risk: Risk): number => Risk.options.indexOf(risk);

/** The object a person would change: the workload, not the pod that shows the trouble. */
export const Target = z.strictObject({
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
  container: z.string().optional(),
});
export type Target = z.infer<typeof Target>;

/** A typed action: an id of the catalogue and parameters that the action's own schema has parsed. Never a command. */
export const ActionCall = z.strictObject({ id: z.string(), params: z.record(z.string(), Json), risk: Risk });
export type ActionCall = z.infer<typeof ActionCall>;

/** A predicate over evidence: to re-prove it is to collect again and let the same analyzer judge again. */
export const Claim = z.strictObject({
  analyzer: z.string(),
  version: z.int(),
  object: Target,
  cause: z.string(),
  /** What the analyzer saw that the plan rests on; a re-proof with other facts voids the plan. */
  facts: z.record(z.string(), Json),
});
export type Claim = z.infer<typeof Claim>;

/** One field as it was and as it will be; `before` or `after` absent means the field is not there. */
export const Change = z.strictObject({ path: z.string(), before: Json.optional(), after: Json.optional() });
export type Change = z.infer<typeof Change>;

/** One API write. `patch` tests uid and every touched field, so it can be applied once and overwrites nobody. */
export const Effect = z.strictObject({
  ordinal: z.int(),
  ref: ObjectRef,
  uid: z.string(),
  changes: z.array(Change).min(1),
  patch: z.array(PatchOp).min(1),
  inverse: z.array(PatchOp).min(1),
});
export type Effect = z.infer<typeof Effect>;

export const Rehearsal = z.strictObject({
  at: Instant,
  ok: z.boolean(),
  forward: z.strictObject({ ok: z.boolean(), says: z.string() }),
  wayBack: z.strictObject({ ok: z.boolean(), says: z.string() }),
  warnings: z.array(z.string()),
  /** What no rehearsal can show, said with the plan. */
  unproven: z.array(z.string()),
});
export type Rehearsal = z.infer<typeof Rehearsal>;

/** How many are touched: shown to the approver and counted by policy. */
export const BlastRadius = z.strictObject({ workloads: z.int(), replicas: z.int(), services: z.array(z.string()) });
export type BlastRadius = z.infer<typeof BlastRadius>;

/** What people approve. `planHash` is the SHA-256 of the RFC 8785 text of the parts that decide what will run. */
export const Plan = z.strictObject({
  title: z.string(),
  rootCause: z.string(),
  /** What the cause rests on: the evidence of the finding, numbered as the diagnosis numbers it. */
  evidence: z.array(EvidenceLine).min(1),
  solution: z.string(),
  basis: z.string(),
  confidence: z.number().min(0).max(1),
  pattern: z.string(),
  action: ActionCall,
  target: Target,
  claims: z.array(Claim).min(1),
  effects: z.array(Effect).min(1),
  diff: z.string(),
  preview: z.string(),
  wayBack: z.string().optional(),
  blastRadius: BlastRadius,
});
export type Plan = z.infer<typeof Plan>;
