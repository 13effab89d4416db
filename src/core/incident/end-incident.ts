import type { Incident, IncidentStatus } from '../../contracts/incident.ts';
import type { Remediation } from '../../contracts/remediation.ts';

/**
 * What an incident comes to, from its remediations alone. Undefined while one is still under way. Recovered means verified:
 * every remediation was watched to its end. A plan taken back because its signal had gone, or a no, closes it and claims no
 * more than that; anything else needs a person.
 */
export function endOf(
  remediations: readonly Remediation[],
): { status: Extract<IncidentStatus, 'recovered' | 'escalated' | 'closed'>; reason: string } | undefined {
  if (remediations.length === 0 || remediations.some((it) => it.status !== 'ended')) return undefined;
  const reason = [...new Set(remediations.map((it) => it.reason))].join('; ');
  const outcomes = new Set(remediations.map((it) => it.outcome));
  if (outcomes.size === 1 && outcomes.has('recovered')) return { status: 'recovered', reason };
  const calm = remediations.every(
    ({ outcome }) => outcome === 'recovered' || outcome === 'withdrawn' || outcome === 'rejected',
  );
  return { status: calm ? 'closed' : 'escalated', reason };
}

/** How an incident looks while its remediations are under way: it waits only when nothing of it runs. */
export function statusWhile(remediations: readonly Remediation[], current: Incident['status']): Incident['status'] {
  if (remediations.some((it) => it.status === 'running' || it.status === 'watching')) return 'running';
  return remediations.some((it) => it.status === 'waiting') ? 'waiting' : current;
}
