import * as z from 'zod';
import { Instant } from './instant.ts';
import { Json } from './json.ts';

/** Everything that can happen to an incident, in past tense: live events and the audit use these words. */
export const EventName = z.enum([
  'incident_opened',
  'alert_joined',
  'alert_resolved',
  'alert_refired',
  'incident_triaged',
  'evidence_collected',
  'incident_diagnosed',
  'remediation_opened',
  'remediations_started',
  'plan_made',
  'plan_rehearsed',
  'policy_decided',
  'proposals_submitted',
  'people_asked',
  'nobody_asked',
  'notice_delayed',
  'notice_refused',
  'decision_made',
  'question_answered',
  'batch_approved',
  'batch_rejected',
  'hold_expired',
  'hold_settled',
  'plan_withdrawn',
  'claims_reproved',
  'plan_voided',
  'run_started',
  'effect_intended',
  'effect_done',
  'run_finished',
  'run_stopped',
  'recovery_watched',
  'rolled_back',
  'remediation_closed',
  'incident_closed',
  'incident_escalated',
  'setting_changed',
  'logs_anchored',
  'user_added',
  'user_changed',
  'user_bound',
  'sign_in_link_made',
  'signed_in',
  'signed_out',
  'token_made',
  'token_ended',
  'hook_added',
  'hook_secret_changed',
  'hook_subscribed',
  'hook_unsubscribed',
  'dead_letter_replayed',
]);
export type EventName = z.infer<typeof EventName>;

export const Actor = z.strictObject({ kind: z.enum(['system', 'person', 'hook']), id: z.string() });
export type Actor = z.infer<typeof Actor>;

/** What a step or route wants written; the ledger adds place and hashes. */
export const LogDraft = z.strictObject({
  at: Instant,
  actor: Actor,
  event: EventName,
  about: z.string(),
  detail: z.record(z.string(), Json),
});
export type LogDraft = z.infer<typeof LogDraft>;

/**
 * One entry of an incident's chain. `hash` is SHA-256 over the RFC 8785 text of all other fields, `prev` the hash of the
 * entry before (64 zeros for the first). `seq` starts at 1 without gaps.
 */
export const LogEntry = LogDraft.extend({
  tenant: z.string(),
  incident: z.string(),
  seq: z.int().min(1),
  prev: z.string(),
  hash: z.string(),
});
export type LogEntry = z.infer<typeof LogEntry>;
