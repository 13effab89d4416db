/** The texts between the `*` of a StringMatches pattern. */
export type Wildcard = readonly string[];

/** undefined when a backslash stands before anything but `*` or `\` (AWS, Choice: `\\*` is a literal `*`, `\\\\` a literal backslash). */
export function loadWildcard(pattern: string): Wildcard | undefined {
  const parts = [''];
  for (let at = 0; at < pattern.length; at += 1) {
    let character = pattern[at] as string;
    if (character === '*') {
      parts.push('');
      continue;
    }
    if (character === '\\') {
      at += 1;
      character = pattern[at] ?? '';
      if (character !== '*' && character !== '\\') return undefined;
    }
    parts[parts.length - 1] += character;
  }
  return parts;
}

/** Part after part from the left, the last one at the end: no regular expression, so no pattern can make it slow. */
export function matchesWildcard(parts: Wildcard, value: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return value === first;
  if (value.length < first.length + last.length || !value.startsWith(first) || !value.endsWith(last)) return false;
  const end = value.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
