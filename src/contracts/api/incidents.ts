import * as z from 'zod';
import { AlertRecord, EvidenceRecord, FindingRecord, Incident } from '../incident.ts';
import { Decision, EffectRecord, Hold, Proposal, Remediation } from '../remediation.ts';
import { pageOf } from './page.ts';

export const IncidentList = pageOf(Incident);
export type IncidentList = z.infer<typeof IncidentList>;

/** An alarm with how often it was sent. */
export const SeenAlert = AlertRecord.extend({ seen: z.int().min(1) });
export type SeenAlert = z.infer<typeof SeenAlert>;

/** A hold without the token its machine waits with, which nobody is shown. */
export const OpenHold = Hold.omit({ sealedToken: true });
export type OpenHold = z.infer<typeof OpenHold>;

/** Everything about one incident. Secret values of workloads stand in it as pseudonyms. */
export const IncidentPage = z.strictObject({
  incident: Incident,
  alerts: z.array(SeenAlert),
  evidence: z.array(EvidenceRecord),
  findings: z.array(FindingRecord),
  remediations: z.array(Remediation),
  proposals: z.array(Proposal),
  holds: z.array(OpenHold),
  decisions: z.array(Decision),
  effects: z.array(EffectRecord),
});
export type IncidentPage = z.infer<typeof IncidentPage>;
