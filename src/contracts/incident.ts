import * as z from 'zod';
import { Alert, Severity } from './alert.ts';
import { Diagnosis, Judgement, Outlook } from './diagnosis.ts';
import { Instant } from './instant.ts';
import { ActionCall } from './plan.ts';

export const IncidentStatus = z.enum(['open', 'waiting', 'running', 'recovered', 'escalated', 'closed']);
export type IncidentStatus = z.infer<typeof IncidentStatus>;

export const Category = z.enum(['database', 'network', 'application', 'infrastructure', 'security', 'other']);
export type Category = z.infer<typeof Category>;

export const Triage = z.strictObject({
  severity: Severity,
  category: Category,
  confidence: z.number().min(0).max(1),
  summary: z.string(),
  likelyCause: z.string(),
  affectedServices: z.array(z.string()),
  recommendedActions: z.array(z.string()),
  /** Whether the alarm is worth an investigation, and why a person may think otherwise. */
  real: z.boolean(),
  reasons: z.array(z.string()),
});
export type Triage = z.infer<typeof Triage>;

/** The incident's head record. Everything else of it lies beside it under the same partition. */
export const Incident = z.strictObject({
  id: z.string(),
  tenant: z.string(),
  status: IncidentStatus,
  /** Why it stands as it does, in a sentence. */
  reason: z.string(),
  title: z.string(),
  source: Alert.shape.source,
  hook: z.string(),
  cluster: z.string(),
  namespace: z.string().optional(),
  workload: z.string().optional(),
  openedAt: Instant,
  updatedAt: Instant,
  closedAt: Instant.optional(),
  alerts: z.int(),
  /** An alert joined while the investigation ran: what was diagnosed may be stale. */
  dirty: z.boolean(),
  /** How often an alert joined or fired again; what was planned for fewer of them may be stale. */
  news: z.int().optional(),
  triage: Triage.optional(),
  outlook: Outlook.optional(),
  diagnosis: Diagnosis.optional(),
  remediations: z.array(z.string()),
});
export type Incident = z.infer<typeof Incident>;

/** One alarm of an incident: in our words, and where its bytes lie as they came. */
export const AlertRecord = z.strictObject({
  id: z.string(),
  alert: Alert,
  fingerprint: z.string(),
  receivedAt: Instant,
  /** SHA-256 of the raw bytes in Objects. */
  raw: z.string(),
  contentType: z.string(),
  resolvedAt: Instant.optional(),
});
export type AlertRecord = z.infer<typeof AlertRecord>;

/** A piece of evidence: what was read, from where, when; its body by hash. */
export const EvidenceRecord = z.strictObject({
  id: z.string(),
  from: z.string(),
  at: Instant,
  unit: z.string(),
  sha256: z.string(),
  bytes: z.int(),
});
export type EvidenceRecord = z.infer<typeof EvidenceRecord>;

/** A stored finding: the judgement that re-proving repeats, and the actions that could answer it. */
export const FindingRecord = z.strictObject({
  id: z.string(),
  rank: z.int(),
  judgement: Judgement,
  actions: z.array(ActionCall),
});
export type FindingRecord = z.infer<typeof FindingRecord>;
