import * as z from 'zod';
import { SettingName, settingDocuments } from '../settings.ts';
import { SettingVersion } from '../stored.ts';

const effective = <N extends SettingName, D extends z.ZodType>(name: N, document: D) =>
  z.strictObject({
    name: z.literal(name),
    /** 0: the house rule, nobody has edited it. */
    version: z.int().min(0),
    sha256: z.string(),
    document,
  });

/** A document as it decides now: the newest version, else the house rule. */
export const Setting = z.discriminatedUnion('name', [
  effective('policy', settingDocuments.policy),
  effective('workflow', settingDocuments.workflow),
  effective('recovery', settingDocuments.recovery),
  effective('diagnosis', settingDocuments.diagnosis),
  effective('guardrails', settingDocuments.guardrails),
  effective('triage', settingDocuments.triage),
  effective('letters', settingDocuments.letters),
]);
export type Setting = z.infer<typeof Setting>;

/** The document of the setting that the address names, whole. */
export const SettingDocument = z.union([
  settingDocuments.policy,
  settingDocuments.workflow,
  settingDocuments.recovery,
  settingDocuments.diagnosis,
  settingDocuments.guardrails,
  settingDocuments.triage,
  settingDocuments.letters,
]);
export type SettingDocument = z.infer<typeof SettingDocument>;

/** The version an edit has become. */
export const SettingSaved = SettingVersion.pick({ version: true, sha256: true }).extend({
  name: SettingName,
});
export type SettingSaved = z.infer<typeof SettingSaved>;
