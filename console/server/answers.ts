import * as z from 'zod';
import { AlertRecord, EvidenceRecord, FindingRecord, Incident } from '../../src/contracts/incident.ts';
import { Json } from '../../src/contracts/json.ts';
import { LogEntry } from '../../src/contracts/log.ts';
import { Plan, Rehearsal } from '../../src/contracts/plan.ts';
import { PolicyDecision } from '../../src/contracts/policy.ts';
import { Decision, EffectRecord, Hold, Proposal, Remediation } from '../../src/contracts/remediation.ts';
import { DeadLetter } from '../../src/contracts/stored.ts';

/** Lists come in pages; the cursor of the next one is null at the end. */
const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), cursor: z.string().nullable() });

export const IncidentPage = pageOf(z.object(Incident.shape));
export const ShownHoldRecord = z.object(Hold.shape).omit({ sealedToken: true });
export type ShownHoldRecord = z.infer<typeof ShownHoldRecord>;

export const Everything = z.object({
  incident: z.object(Incident.shape),
  alerts: z.array(z.object(AlertRecord.shape).extend({ seen: z.int() })),
  evidence: z.array(z.object(EvidenceRecord.shape)),
  findings: z.array(z.object(FindingRecord.shape)),
  remediations: z.array(z.object(Remediation.shape)),
  proposals: z.array(z.object(Proposal.shape)),
  holds: z.array(ShownHoldRecord),
  decisions: z.array(z.object(Decision.shape)),
  effects: z.array(z.object(EffectRecord.shape)),
});
export type Everything = z.infer<typeof Everything>;

/** A hold with all that whoever decides must see. */
export const HoldToDecide = ShownHoldRecord.extend({
  name: z.string(),
  cluster: z.string(),
  plan: z.object(Plan.shape),
  rehearsal: z.object(Rehearsal.shape).nullable(),
  policy: z.object(PolicyDecision.shape).nullable(),
});
export type HoldToDecide = z.infer<typeof HoldToDecide>;
export const HoldPage = pageOf(HoldToDecide);

export const LogPage = pageOf(z.object(LogEntry.shape));
export const Decided = z.object({
  hold: z.string(),
  status: z.string(),
  approvals: z.int(),
  needed: z.int(),
  by: z.string(),
});
export const StopState = z.object({
  stopped: z.boolean(),
  by: z.string().optional(),
  at: z.string().optional(),
});
export type StopState = z.infer<typeof StopState>;

export const ShownSetting = z.object({
  name: z.string(),
  version: z.int(),
  sha256: z.string(),
  document: z.record(z.string(), Json),
});
export const SavedSetting = z.object({ name: z.string(), version: z.int(), sha256: z.string() });

export const LetterPage = pageOf(z.object(DeadLetter.shape));
export const ShownLetter = z.object(DeadLetter.shape).extend({ text: z.string().nullable() });
export const Replayed = z.object({ delivery: z.string(), alerts: z.int() });

export const SiteFacts = z.object({
  home: z.enum(['aws', 'local']),
  url: z.string().nullish(),
  practice: z.boolean(),
  signIn: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('oidc'), issuer: z.string(), client: z.string() }),
    z.object({ kind: z.literal('link') }),
  ]),
  live: z.string(),
});
export type SiteFacts = z.infer<typeof SiteFacts>;
export const Me = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  tenant: z.string(),
  mail: z.string().optional(),
});
export type Me = z.infer<typeof Me>;
export const LiveTicket = z.object({ ticket: z.string(), expiresAt: z.string() });
export const Nothing = z.unknown();
