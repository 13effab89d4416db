import type { Alert } from '../../contracts/alert.ts';
import type { From } from './category-of.ts';

/** In hundredths, so that sums are exact. Rules over a sender's words never reach certainty. */
const points = { base: 30, severity: 15, namespace: 15, subject: 15, description: 5 } as const;
const categoryPoints: Readonly<Record<From, number>> = { title: 15, label: 10, description: 5, nowhere: 0 };

/** How much the alarms said, 0.30 to 0.95: a figure for what triage had to go on, not for how likely a cause is. */
export function confidenceIn(alerts: readonly Alert[], from: From): number {
  if (alerts.length === 0) return 0;
  const some = (says: (alert: Alert) => unknown) => alerts.some((alert) => says(alert) !== undefined);
  const sum =
    points.base +
    categoryPoints[from] +
    (some((alert) => alert.severity) ? points.severity : 0) +
    (some((alert) => alert.namespace) ? points.namespace : 0) +
    (some((alert) => alert.workload ?? alert.service) ? points.subject : 0) +
    (some((alert) => alert.description) ? points.description : 0);
  return sum / 100;
}
