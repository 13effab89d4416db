import * as z from 'zod';
import { LinkText } from '../link.ts';
import { Decision, HoldStatus } from '../remediation.ts';

const PlanHash = z.string().regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the plan as 64 hex digits');

/** What a person sends to decide: for the plan they saw, named by its hash. */
export const DecisionRequest = z
  .strictObject({
    verdict: Decision.shape.verdict,
    planHash: PlanHash,
    reason: z.string().max(2000).optional(),
    /** Whoever is signed in decides; a differing name here is refused rather than ignored. */
    by: z.string().max(256).optional(),
    /** From a letter: it must be of this hold, this plan and this person, and is used up by the answer. */
    link: LinkText.optional(),
  })
  .refine((asked) => asked.verdict !== 'need_more_info' || (asked.reason ?? '').trim() !== '', {
    path: ['reason'],
    message: 'a question needs words: say what you want to know',
  });
export type DecisionRequest = z.infer<typeof DecisionRequest>;

/** How the hold stands after the answer: `approvals` of `needed` were given, the last by `by`. */
export const Decided = z.strictObject({
  hold: z.string(),
  status: HoldStatus,
  approvals: z.int().min(0),
  needed: z.int().min(1),
  by: z.string(),
});
export type Decided = z.infer<typeof Decided>;

/** One answer to all that was seen of an incident, each plan named by its hash: what nobody saw is never decided. */
export const BatchRequest = z.strictObject({
  verdict: z.enum(['approved', 'rejected']),
  reason: z.string().max(2000).optional(),
  holds: z
    .array(z.strictObject({ hold: z.string().min(1).max(200), planHash: PlanHash }))
    .min(1)
    .max(100)
    .refine((holds) => new Set(holds.map(({ hold }) => hold)).size === holds.length, 'a hold is named twice'),
});
export type BatchRequest = z.infer<typeof BatchRequest>;

/** Answers about one plan that leave the others as they are. */
export const LeftOut = z.enum(['Conflict', 'Stale', 'NotFound', 'Forbidden']);

/** What was decided, and what was left out with the reason: changed or decided meanwhile. */
export const BatchDecided = z.strictObject({
  decided: z.array(Decided),
  leftOut: z.array(z.strictObject({ hold: z.string(), word: LeftOut, why: z.string() })),
});
export type BatchDecided = z.infer<typeof BatchDecided>;
