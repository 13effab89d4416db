import type { Alert, Severity } from '../../contracts/alert.ts';
import type { Triage } from '../../contracts/incident.ts';
import type { TriageSettings } from '../../contracts/settings.ts';
import { cutText } from '../intake/cut-text.ts';
import { categoryOf } from './category-of.ts';
import { confidenceIn } from './confidence-in.ts';
import { judgeReal } from './judge-real.ts';
import { recommend } from './recommend.ts';
import { causeText, summaryText } from './triage-text.ts';

const ranks: Readonly<Record<Severity, number>> = { low: 0, medium: 1, high: 2, critical: 3 };
const servicesAtMost = 50;

/**
 * Triage by rules alone: how bad, what about, is it real. It needs no model and no cluster; what it does not know lowers its
 * confidence instead of being filled in.
 */
export function triageAlerts(alerts: readonly Alert[], settings: TriageSettings): Triage {
  const { real, reasons, standing } = judgeReal(alerts, settings.neverReal);
  // What is judged: what still stands, and only when nothing does, what stood.
  const judged = worstFirst(standing.length > 0 ? standing : alerts);
  const severity = severityOf(judged[0]);
  const { category, from } = categoryOf(judged, settings.categories);
  return {
    severity,
    category,
    confidence: confidenceIn(judged, from),
    summary: cutText(summaryText(judged, standing.length), settings.summaryAtMost),
    likelyCause: cutText(causeText(judged, real), settings.likelyCauseAtMost),
    affectedServices: affected(judged),
    recommendedActions: real ? recommend(category, judged) : [],
    real,
    reasons,
  };
}

/** Unknown counts as medium: neither drowned nor a page in the night. */
const severityOf = (alert: Alert | undefined): Severity => alert?.severity ?? 'medium';

/** The worst speaks first; among equals, whichever came first. */
const worstFirst = (alerts: readonly Alert[]): Alert[] =>
  alerts.toSorted((a, b) => ranks[severityOf(b)] - ranks[severityOf(a)]);

function affected(alerts: readonly Alert[]): string[] {
  const names = alerts.map((alert) => alert.service ?? alert.workload).filter((name) => name !== undefined);
  return [...new Set(names)].sort().slice(0, servicesAtMost);
}
