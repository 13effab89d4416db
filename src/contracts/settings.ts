import * as z from 'zod';
import { Letters } from './letters.ts';
import { Risk } from './plan.ts';
import { Policy } from './policy.ts';

/** Times of the workflow, each with its unit in its name. What a state machine waits for are whole seconds: it takes no others. */
export const Workflow = z.strictObject({
  settleSeconds: z.int().min(0).max(3600),
  dedupeSeconds: z.number().min(1).max(604800),
  slotSeconds: z.number().min(1).max(604800),
  holdSeconds: z.record(Risk, z.int().min(1).max(604800)),
  runSeconds: z.int().min(1).max(3600),
  attemptsAtMost: z.int().min(1).max(10),
  /**
   * Days after which what only served the work on an ended incident goes: receipts of its steps, what was read of its
   * cluster, and at home its executions. The log and what people decided on stay. Not said: nothing goes.
   */
  keepDays: z.int().min(1).max(3650).optional(),
  /**
   * A run may begin only inside a window; an empty list means always. Times are UTC, `HH:MM`;
   * day 0 is Sunday. `to` at or before `from` is on the next day.
   */
  windows: z.array(
    z.strictObject({
      days: z.array(z.int().min(0).max(6)).min(1),
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
      to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
    }),
  ),
});
export type Workflow = z.infer<typeof Workflow>;

/** How recovery is judged. The quiet window is the larger of `quietSeconds` and `gapFactor` x the longest gap seen, at most an hour of the latter. */
export const Recovery = z.strictObject({
  quietSeconds: z.number().min(1).max(21600),
  gapFactor: z.number().min(1).max(100),
  lookSeconds: z.int().min(1).max(3600),
  deadlineSeconds: z.number().min(1).max(86400),
});
export type Recovery = z.infer<typeof Recovery>;

export const DiagnosisSettings = z.strictObject({
  /** Annotation key prefixes that are taken off before anything is judged or stored. */
  ignoredAnnotations: z.array(z.string()),
  logLines: z.int().min(1).max(5000),
  followsAtMost: z.int().min(0).max(10000),
  roundsAtMost: z.int().min(1).max(3),
});
export type DiagnosisSettings = z.infer<typeof DiagnosisSettings>;

/** Bounds of what an action may write; a refusal names field, value found and bound. */
export const Guardrails = z.strictObject({
  memoryFactor: z.number().min(1).max(16),
  /** A Kubernetes quantity, as `8Gi`. */
  memoryLimitAtMost: z.string().regex(/^\d+(\.\d+)?([kMGTPE]|[KMGTPE]i)?$/, 'not a quantity: write it as 8Gi or 500M'),
  protectedNamespaces: z.array(z.string()),
  effectsAtMost: z.int().min(1).max(20),
});
export type Guardrails = z.infer<typeof Guardrails>;

export const TriageSettings = z.strictObject({
  /** Words in the alarm's title or labels that name a category, tried in order. */
  categories: z.array(z.strictObject({ category: z.string(), words: z.array(z.string()).min(1) })),
  summaryAtMost: z.int(),
  likelyCauseAtMost: z.int(),
  /** Alarm titles that are never a fault (watchdogs, tests), as plain words. */
  neverReal: z.array(z.string()),
});
export type TriageSettings = z.infer<typeof TriageSettings>;

/** Every document people tune: one file each under `layers/house-rules/`, one SETTING record each once edited. */
export const settingDocuments = {
  policy: Policy,
  workflow: Workflow,
  recovery: Recovery,
  diagnosis: DiagnosisSettings,
  guardrails: Guardrails,
  triage: TriageSettings,
  letters: Letters,
} as const;
export type SettingName = keyof typeof settingDocuments;
export type SettingOf<N extends SettingName> = z.infer<(typeof settingDocuments)[N]>;
export const SettingName = z.enum(Object.keys(settingDocuments) as [SettingName, ...SettingName[]]);
