import { cleanLine } from './cut-text.ts';
import { intakeLimits } from './limits.ts';

/**
 * Labels within their bounds: at most a hundred, the first by name so that the order they came in decides nothing, long values
 * cut with a mark. `left` counts those left out. An empty value is how Prometheus writes "no such label".
 */
export function boundLabels(labels: Readonly<Record<string, string>>): {
  labels: Record<string, string>;
  left: number;
} {
  const clean = new Map<string, string>();
  for (const name of Object.keys(labels).sort()) {
    const key = cleanLine(name, intakeLimits.labelName);
    const value = cleanLine(labels[name] ?? '', intakeLimits.labelValue);
    if (key !== '' && key !== '__proto__' && value !== '' && !clean.has(key)) clean.set(key, value);
  }
  const kept = [...clean].slice(0, intakeLimits.labels);
  // fromEntries defines own properties: a label named like a member of Object's prototype is only a label.
  return { labels: Object.fromEntries(kept), left: clean.size - kept.length };
}
