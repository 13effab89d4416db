import type { Severity } from '../../contracts/alert.ts';

/** What senders call a severity, in lower case without punctuation. A word that is not here is not guessed at. */
const words: Readonly<Record<Severity, readonly string[]>> = {
  critical: ['critical', 'crit', 'page', 'emergency', 'emerg', 'fatal', 'disaster', 'p1', 'sev1', 'sev0', 'p0'],
  high: ['high', 'error', 'err', 'major', 'urgent', 'p2', 'sev2'],
  medium: ['medium', 'moderate', 'warning', 'warn', 'minor', 'p3', 'sev3'],
  low: ['low', 'info', 'information', 'informational', 'notice', 'none', 'p4', 'p5', 'sev4', 'sev5'],
};
const severities = new Map<string, Severity>();
for (const severity of ['critical', 'high', 'medium', 'low'] as const)
  for (const word of words[severity]) severities.set(word, severity);

export function severityOf(text: string): Severity | undefined {
  return severities.get(
    text
      .slice(0, 64)
      .toLowerCase()
      .replace(/[^a-z0-9]/g, ''),
  );
}
