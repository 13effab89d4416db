import * as z from 'zod';
import { Finding } from '../diagnosis.ts';
import { Incident } from '../incident.ts';
import { Instant } from '../instant.ts';
import { LinkText } from '../link.ts';
import { HoldStatus, Remediation } from '../remediation.ts';
import { ShownHold } from './holds.ts';

export const OpenLinkRequest = z.strictObject({ link: LinkText });
export type OpenLinkRequest = z.infer<typeof OpenLinkRequest>;

const Person = z.strictObject({ id: z.string(), name: z.string() });

/**
 * What whoever holds a genuine link is shown, signed in or not: the plan with all it rests on, and how it stands. Secret
 * values of workloads stand in it as pseudonyms. A decision names `hold.name`, `hold.planHash` and, unless it was used, the
 * link.
 */
export const OpenedLink = z.strictObject({
  /** With the plan: the exact diff, the blast radius, the risk, the rehearsal and the way back. */
  hold: ShownHold,
  incident: Incident.pick({
    id: true,
    title: true,
    status: true,
    reason: true,
    cluster: true,
    namespace: true,
    workload: true,
    openedAt: true,
  }).extend({ severity: z.string().nullable(), category: z.string().nullable() }),
  /** What is broken, with its evidence and its victims, as it was diagnosed. */
  finding: Finding.nullable(),
  /** Whose link it is: only they can decide with it, and only signed in. */
  sentTo: Person,
  /** When the link was used for an answer; from then on its owner decides without it. */
  usedAt: Instant.nullable(),
  /** Whether an answer is still taken. */
  open: z.boolean(),
  /** What became of the question; null while it is open. */
  ended: z
    .strictObject({
      status: HoldStatus,
      /** Whoever answered, in order. */
      by: z.array(Person),
      at: Instant.nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  /** And what became of the mending itself. */
  remediation: Remediation.pick({ status: true, outcome: true, reason: true, attempt: true }),
});
export type OpenedLink = z.infer<typeof OpenedLink>;
