import * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import type { Incident } from '../../contracts/incident.ts';
import type { Proposal, Remediation } from '../../contracts/remediation.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { loadAll, need } from '../ledger/load.ts';
import { change, type Stored, shapes } from '../ledger/shapes.ts';
import type { Records, Write } from '../ports.ts';
import { statusWhile } from './end-incident.ts';
import { StepInput } from './step-input.ts';

/** What every state of the remediation machine passes. */
export const RemediationInput = z.strictObject({ ...StepInput.shape, remediation: z.string() });
export type RemediationInput = z.infer<typeof RemediationInput>;

/** What a remediation step reads before it decides: the remediation, its current proposal, the incident's head. */
export interface Standing {
  remediation: Stored<Remediation>;
  proposal: Stored<Proposal>;
  incident: Stored<Incident>;
}

export async function standing(records: Records, input: RemediationInput): Promise<Standing> {
  const { tenant, incident, remediation } = input;
  const remed = await need(
    records,
    shapes.remediation,
    keys.remediation(tenant, incident, remediation),
    `remediation ${remediation}`,
  );
  const [proposal, head] = await Promise.all([
    need(
      records,
      shapes.proposal,
      keys.proposal(tenant, incident, remed.value.proposal),
      `proposal ${remed.value.proposal}`,
    ),
    need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`),
  ]);
  return { remediation: remed, proposal, incident: head };
}

/** Writes the remediation's new state and, when that moves it, the incident's status with it. */
export async function moved(records: Records, at: Standing, now: string, next: Partial<Remediation>): Promise<Write[]> {
  // A step that comes late finds its remediation ended, and changes nothing any more.
  if (at.remediation.value.status === 'ended')
    throw new Fault('Conflict', 'this remediation has ended', 'Nothing was changed.');
  const value = { ...at.remediation.value, ...next };
  const { tenant, id } = at.incident.value;
  const all = await loadAll(records, shapes.remediation, partitionOf(tenant, id), prefixes.remediation);
  const status = statusWhile(
    all.map((it) => (it.value.id === value.id ? value : it.value)),
    at.incident.value.status,
  );
  const writes = [change(shapes.remediation, at.remediation, value)];
  if (status !== at.incident.value.status)
    writes.push(change(shapes.incident, at.incident, { ...at.incident.value, status, updatedAt: now }));
  return writes;
}
