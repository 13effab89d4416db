import * as z from 'zod';
import { Severity } from './alert.ts';
import { Risk } from './plan.ts';

/** Only these flags act. A band's name is a label for people. */
export const Flags = z.strictObject({
  can_auto_apply: z.boolean(),
  requires_approval: z.boolean(),
  notification_required: z.boolean(),
  rollback_required: z.boolean(),
});
export type Flags = z.infer<typeof Flags>;

export const Condition = z.strictObject({
  id: z.string().min(1),
  band: z.string().min(1),
  when: z.strictObject({
    severity: z.array(Severity).min(1).optional(),
    risk: z.array(Risk).min(1).optional(),
    action: z.array(z.string()).min(1).optional(),
    cause: z.array(z.string()).min(1).optional(),
    namespace: z.array(z.string()).min(1).optional(),
    practice: z.boolean().optional(),
    confidenceAtLeast: z.number().min(0).max(1).optional(),
    workloadsAtMost: z.int().min(0).optional(),
  }),
});
export type Condition = z.infer<typeof Condition>;

/** The whole policy document: bands by name, conditions tried in `order`, first match wins, `otherwise` when none does. */
export const Policy = z
  .strictObject({
    bands: z.record(z.string(), Flags),
    conditions: z.array(Condition),
    order: z.array(z.string()),
    otherwise: z.string(),
    /** Makes every plan wait, whatever its band. */
    resolution_requires_approval: z.boolean(),
    /** Risks that are refused without a way back, whatever the band says. */
    rollback_required_for: z.array(Risk),
  })
  .superRefine((policy, context) => {
    const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    const ids = policy.conditions.map((condition) => condition.id);
    policy.conditions.forEach((condition, at) => {
      if (!Object.hasOwn(policy.bands, condition.band))
        refuse(['conditions', at, 'band'], `no band is named ${condition.band}`);
      if (ids.indexOf(condition.id) !== at)
        refuse(['conditions', at, 'id'], `a second condition is named ${condition.id}`);
      if (!policy.order.includes(condition.id)) refuse(['order'], `${condition.id} is never tried: name it in order`);
    });
    policy.order.forEach((id, at) => {
      if (!ids.includes(id)) refuse(['order', at], `no condition is named ${id}`);
      if (policy.order.indexOf(id) !== at) refuse(['order', at], `${id} is named twice`);
    });
    if (!Object.hasOwn(policy.bands, policy.otherwise)) refuse(['otherwise'], `no band is named ${policy.otherwise}`);
  });
export type Policy = z.infer<typeof Policy>;

/** Which document a decision was made by: enough to find it and to prove that it was this one. */
export const SettingStamp = z.strictObject({ document: z.string(), version: z.int(), sha256: z.string() });
export type SettingStamp = z.infer<typeof SettingStamp>;

/** The whole decision, kept with the incident: band, flags, which condition matched, by which policy. */
export const PolicyDecision = z.strictObject({
  band: z.string(),
  flags: Flags,
  matched: z.string(),
  verdict: z.enum(['go', 'hold', 'refuse']),
  why: z.string(),
  by: SettingStamp,
});
export type PolicyDecision = z.infer<typeof PolicyDecision>;
