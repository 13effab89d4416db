import { namelessPhrases, phrases } from './missing-variable-patterns.ts';
import type { Phrase } from './phrase.ts';

export interface Mention {
  /** Absent when the log says that one is missing and not which. */
  name?: string;
  field?: true;
  /** The line that says so, as evidence. */
  line: string;
}

/** The program got along without it, or it only warns: not why it ended. */
const harmless =
  /\bdefault(?:s|ing|ed)?\b|\boptional\b|falling back|fallback|\bignor(?:ed|ing)\b|\bskipping\b|deprecated|\b(?:disabled|disabling)\b|^(?!PHP )\S{0,40}\s{0,3}\[?(?:INFO|DEBUG|TRACE|WARN|WARNING)\b|level=(?:info|debug|trace|warn(?:ing)?)\b|"level":\s?"(?:info|debug|trace|warn(?:ing)?)"/i;

/** Words that look like variables in these sentences and are none. */
const never = new Set([
  'TLS',
  'SSL',
  'HTTP',
  'HTTPS',
  'JSON',
  'YAML',
  'URL',
  'URI',
  'API',
  'SQL',
  'TCP',
  'UDP',
  'DNS',
  'ERROR',
  'FATAL',
  'WARN',
  'INFO',
  'DEBUG',
  'ENV',
  'ID',
  'UUID',
  'JWT',
  'XML',
  'CSV',
  'GET',
  'POST',
  'PUT',
  'HEAD',
  'AUTH',
  'EOF',
  'NULL',
  'TRUE',
  'FALSE',
  'OK',
  'CLI',
  'PATH_INFO',
]);

/** A lower-case word without underscore or dot is prose. */
const looksLikeVariable = (name: string): boolean => !never.has(name) && !/^[A-Z]?[a-z]+$/.test(name);

/** Everything a log says about missing variables, in its order, each name once; the nameless mention last. */
export function mentionsOf(log: string): Mention[] {
  const found: { at: number; mention: Mention }[] = [];
  for (const phrase of phrases)
    for (const hit of hitsOf(phrase, log)) if (hit.mention.name !== undefined) found.push(hit);
  found.sort((a, b) => a.at - b.at);
  const names = new Set<string>();
  const mentions = found.map((each) => each.mention).filter(({ name = '' }) => !names.has(name) && names.add(name));
  const nameless = namelessPhrases.flatMap((phrase) => hitsOf(phrase, log))[0];
  return nameless === undefined ? mentions : [...mentions, { line: nameless.mention.line }];
}

export function hitsOf(phrase: Phrase, log: string): { at: number; mention: Mention }[] {
  const hits: { at: number; mention: Mention }[] = [];
  for (const match of log.matchAll(phrase.when)) {
    const name = match.groups?.name?.replace(/\.$/, '');
    const line = lineAt(log, match.index, match[0].length);
    if (harmless.test(line) || (name !== undefined && !looksLikeVariable(name))) continue;
    hits.push({
      at: match.index,
      mention: name === undefined ? { line } : { name, line, ...(phrase.field ? { field: true } : {}) },
    });
  }
  return hits;
}

function lineAt(log: string, from: number, length: number): string {
  // A phrase may begin with the break before it.
  const start = log[from] === '\n' ? from + 1 : log.lastIndexOf('\n', from - 1) + 1;
  const end = log.indexOf('\n', from + length);
  return log
    .slice(start, end < 0 ? undefined : end)
    .replaceAll(/\s*\n\s*/g, ' / ')
    .slice(0, 300)
    .trim();
}
