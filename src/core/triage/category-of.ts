import type { Alert } from '../../contracts/alert.ts';
import { Category } from '../../contracts/incident.ts';
import type { TriageSettings } from '../../contracts/settings.ts';

/** Where the word was found that named the category: a title is better ground than a passing mention. */
export type From = 'title' | 'label' | 'description' | 'nowhere';

// Labels that say who measured, how bad and where, not what is wrong.
const unsaid = new Set([
  'alertname',
  'severity',
  'priority',
  'prometheus',
  'job',
  'exported_job',
  'instance',
  'endpoint',
  'cluster',
  'namespace',
  'exported_namespace',
  'region',
  'account',
  'metrics_path',
]);

/**
 * What an incident is about, by the words of the settings, categories in their order. All titles are tried first, then what
 * the labels hold, then their names, then descriptions: nearly every alarm has a label named `pod`.
 */
export function categoryOf(
  alerts: readonly Alert[],
  settings: TriageSettings['categories'],
): { category: Category; from: From } {
  const places: [From, (alert: Alert) => string[]][] = [
    ['title', (alert) => [alert.title]],
    ['label', (alert) => saying(alert).map(([, value]) => value)],
    ['label', (alert) => saying(alert).map(([name]) => name)],
    ['description', (alert) => (alert.description === undefined ? [] : [alert.description])],
  ];
  for (const [from, textsOf] of places) {
    const tokens = new Set(alerts.flatMap(textsOf).flatMap(tokensOf));
    for (const { category, words } of settings) {
      const known = Category.safeParse(category);
      if (known.success && words.some((word) => has(tokens, word.toLowerCase()))) return { category: known.data, from };
    }
  }
  return { category: 'other', from: 'nowhere' };
}

const saying = (alert: Alert): [string, string][] => Object.entries(alert.labels).filter(([name]) => !unsaid.has(name));

/** Words of a text in lower case, camel case taken apart, and each two neighbours joined: "MySQLDown" holds "mysql". */
function tokensOf(text: string): string[] {
  const words = text
    // Places, not matches: a long run of capitals must not be walked again from each of its letters.
    .replace(/(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=[\p{Ll}\p{N}])(?=\p{Lu})/gu, ' ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  return words.flatMap((word, at) => {
    const next = words[at + 1];
    return next === undefined ? [word] : [word, word + next];
  });
}

function has(tokens: ReadonlySet<string>, word: string): boolean {
  if (tokens.has(word) || tokens.has(`${word}s`) || tokens.has(`${word}es`)) return true;
  // "http5xx" is one token that holds "5xx".
  return (
    /^\d/.test(word) && [...tokens].some((token) => /\D$/.test(token.slice(0, -word.length)) && token.endsWith(word))
  );
}
