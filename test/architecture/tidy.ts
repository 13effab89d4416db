/** What no file of ours may be or hold, whatever room it is in. Each as `path:line what`. */
export function untidyIn(path: string, text: string): string[] {
  const found: string[] = [];
  const lines = text.split('\n');
  const length = text.endsWith('\n') ? lines.length - 1 : lines.length;
  if (path.startsWith('src/') && path.endsWith('.ts') && length > 300)
    found.push(`${path}:301 ${length} lines: past 300 lines it is two units`);
  for (const part of path.split('/')) {
    const stem = part.split('.')[0] ?? '';
    if (/^(.+-)?(utils?|helpers?|common|managers?|service|impl|misc)$/.test(stem))
      found.push(`${path}:1 ${part} does not say what it does`);
  }
  lines.forEach((line, at) => {
    for (const [pattern, why] of forbidden) {
      const hit = pattern.exec(line)?.[0];
      if (hit !== undefined) found.push(`${path}:${at + 1} ${hit.trim()}: ${why}`);
    }
  });
  return found;
}

/** Written so that this file does not find itself. */
const forbidden: readonly [RegExp, string][] = [
  [/(?<![\w.$}~-])\/(?:work|root|home\/\w+|Users\/\w+)(?=[/'"`\s:]|$)/, 'a path of one machine'],
  [/(?<![\w.$}~-])\/t[m]p\/[\w-]+/, 'a path of one machine: ask for a temporary folder'],
  [
    /registry\.(?:npmj[s]|yarnpk[g])|proxy\.golan[g]\.org|artifactor[y]|\bpypi\.or[g]/i,
    "where packages come from is the reader's own setting",
  ],
  [/"resolve[d]": "http/, "where packages come from is the reader's own setting"],
  [/\b(?:T[O]DO|F[I]XME|X[X]X|HAC[K])\b/, 'do it, or write down in docs/ that it is left out'],
];
