import type { Alert } from '../../contracts/alert.ts';
import { cutText } from '../intake/cut-text.ts';

export interface Verdict {
  real: boolean;
  reasons: string[];
  /** The alarms that speak for an investigation: firing, and not of a kind that never means a fault. */
  standing: Alert[];
}

/** Whether there is anything to investigate, and why. Doubt investigates: looking changes nothing, not looking may. */
export function judgeReal(alerts: readonly Alert[], neverReal: readonly string[]): Verdict {
  const never = new Set(neverReal.map(plain).filter((word) => word !== ''));
  const isNever = (alert: Alert) => never.has(plain(alert.title));
  const firing = alerts.filter((alert) => alert.status === 'firing');
  const standing = firing.filter((alert) => !isNever(alert));
  const resolved = alerts.length - firing.length;
  const names = [...new Set(firing.filter(isNever).map((alert) => alert.title))].sort();
  const shown = cutText(names.join(', '), 300);

  if (alerts.length === 0)
    return { real: true, standing, reasons: ['no alarm is recorded here, so none can be called false'] };
  const reasons: string[] = [];
  if (standing.length > 0) reasons.push(`${counted(standing.length, 'alarm')} firing`);
  if (names.length > 0) reasons.push(`never a fault by the triage settings (neverReal): ${shown}`);
  if (resolved > 0) reasons.push(firing.length === 0 ? 'every alarm has ended by itself' : `${resolved} already ended`);
  return { real: standing.length > 0, standing, reasons };
}

/** Whole titles are compared, not parts: "Watchdog" must not silence "KernelWatchdogTimeout". */
const plain = (title: string): string => title.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
