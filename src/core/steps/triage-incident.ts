import * as z from 'zod';
import { StepInput } from '../incident/step-input.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys, partitionOf, prefixes } from '../ledger/keys.ts';
import { loadAll, need } from '../ledger/load.ts';
import { change, shapes } from '../ledger/shapes.ts';
import { triageAlerts } from '../triage/triage-alerts.ts';
import { receiptOf, step } from './step.ts';

/** Judges by rules how bad it is, what it is about, and whether it is real. */
export const triageIncident = step({
  id: 'triage-incident',
  name: 'Triage incident',
  input: z.strictObject({ ...StepInput.shape }),
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    return commit<{ verdict: 'real' | 'noise' }>(
      records,
      { tenant, incident, receipt: receiptOf('triage-incident', input) },
      async () => {
        const head = await need(records, shapes.incident, keys.incident(tenant, incident), `incident ${incident}`);
        const alerts = await loadAll(records, shapes.alert, partitionOf(tenant, incident), prefixes.alert);
        const settings = await ports.settings.read(tenant, 'triage');
        // An alert that ended by itself is judged as resolved, whatever it said when it came.
        const now_ = alerts.map(({ value }) =>
          value.resolvedAt === undefined ? value.alert : { ...value.alert, status: 'resolved' as const },
        );
        const triage = triageAlerts(now_, settings.value);
        const next = {
          ...head.value,
          triage,
          // All that joined so far is judged here, and looked at next.
          dirty: false,
          updatedAt: now,
          ...(!triage.real && { reason: triage.reasons.join('; ') }),
        };
        const detail = {
          severity: triage.severity,
          category: triage.category,
          confidence: triage.confidence,
          real: triage.real,
          reasons: triage.reasons,
        };
        return {
          output: { verdict: triage.real ? ('real' as const) : ('noise' as const) },
          writes: [change(shapes.incident, head, next)],
          log: [entry('triage-incident', now, 'incident_triaged', incident, { ...detail, by: settings.stamp })],
        };
      },
    );
  },
});
