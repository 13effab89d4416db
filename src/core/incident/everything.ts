import type { IncidentPage } from '../../contracts/api/incidents.ts';
import type { Incident } from '../../contracts/incident.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { loadAll } from '../ledger/load.ts';
import { shapes } from '../ledger/shapes.ts';
import { shownEffect } from '../policy/shown-effect.ts';
import type { Records } from '../ports.ts';

/** All that people are shown of one incident. Sealed tokens and secret values of workloads stay where they are. */
export async function everythingOf(records: Records, incident: Incident): Promise<IncidentPage> {
  const pk = partitionOf(incident.tenant, incident.id);
  const [alerts, evidence, findings, remediations, proposals, holds, decisions, effects] = await Promise.all([
    loadAll(records, shapes.alert, pk, prefixes.alert),
    loadAll(records, shapes.evidence, pk, prefixes.evidence),
    loadAll(records, shapes.finding, pk, prefixes.finding),
    loadAll(records, shapes.remediation, pk, prefixes.remediation),
    loadAll(records, shapes.proposal, pk, prefixes.proposal),
    loadAll(records, shapes.hold, pk, prefixes.hold),
    loadAll(records, shapes.decision, pk, prefixes.decision),
    loadAll(records, shapes.effect, pk, prefixes.effect),
  ]);
  const values = <T>(stored: { value: T }[]) => stored.map(({ value }) => value);
  // A repeated alarm is a count on its fingerprint, not an entry here.
  const repeats = await Promise.all(
    [...new Set(alerts.map(({ value }) => value.fingerprint))].map(async (hash) => {
      const item = await records.get(keys.fingerprint(incident.tenant, hash));
      return [hash, item === undefined ? 1 : shapes.fingerprint.schema.parse(item.body).count] as const;
    }),
  );
  const counts = new Map(repeats);
  return {
    incident,
    alerts: values(alerts).map((alert) => ({ ...alert, seen: counts.get(alert.fingerprint) ?? 1 })),
    evidence: values(evidence),
    findings: values(findings),
    remediations: values(remediations),
    proposals: values(proposals).map((proposal) => ({
      ...proposal,
      plan: { ...proposal.plan, effects: proposal.plan.effects.map(shownEffect) },
    })),
    holds: values(holds).map(({ sealedToken: _sealed, ...hold }) => hold),
    decisions: values(decisions),
    effects: values(effects).map((record) => ({ ...record, effect: shownEffect(record.effect) })),
  };
}
