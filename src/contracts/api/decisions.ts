import * as z from 'zod';
import { Decision, HoldStatus } from '../remediation.ts';

/** What a person sends to decide: for the plan they saw, named by its hash. */
export const DecisionRequest = z
  .strictObject({
    verdict: Decision.shape.verdict,
    planHash: z.string().regex(/^[0-9a-f]{64}$/, 'the SHA-256 of the plan as 64 hex digits'),
    reason: z.string().max(2000).optional(),
    /** Whoever is signed in decides; a differing name here is refused rather than ignored. */
    by: z.string().max(256).optional(),
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
