import type { Incident, IncidentStatus } from '../../contracts/incident.ts';
import type { Remediation } from '../../contracts/remediation.ts';

/**
 * What an incident comes to, from its remediations alone. Undefined while one is still under way. Recovered needs every
 * one of them recovered or healed by itself; anything else needs a person, and a no is a person's answer, so it closes.
 */
export function endOf(
  remediations: readonly Remediation[],
): { status: Extract<IncidentStatus, 'recovered' | 'escalated' | 'closed'>; reason: string } | undefined {
  if (remediations.length === 0 || remediations.some((it) => it.status !== 'ended')) return undefined;
  const reasons = [...new Set(remediations.map((it) => it.reason))].join('; ');
  const healed = (it: Remediation) => it.outcome === 'recovered' || it.outcome === 'withdrawn';
  if (remediations.every(healed)) return { status: 'recovered', reason: reasons };
  if (remediations.every((it) => healed(it) || it.outcome === 'rejected')) return { status: 'closed', reason: reasons };
  return { status: 'escalated', reason: reasons };
}

/** How an incident looks while its remediations are under way: it waits only when nothing of it runs. */
export function statusWhile(remediations: readonly Remediation[], current: Incident['status']): Incident['status'] {
  if (remediations.some((it) => it.status === 'running' || it.status === 'watching')) return 'running';
  return remediations.some((it) => it.status === 'waiting') ? 'waiting' : current;
}
