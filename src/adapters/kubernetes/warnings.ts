const MAX_WARNINGS = 20;

/** The texts of a `Warning` header (RFC 7234, 5.5): `299 - "spec.x: deprecated"`, several separated by commas. */
export function warningsOf(header: string | string[] | undefined): string[] {
  const line = (Array.isArray(header) ? header.join(', ') : (header ?? '')).slice(0, 64 * 1024);
  const texts: string[] = [];
  for (const [, quoted = ''] of line.matchAll(/(?:^|,)\s*\d{3} [^\s",]+ "((?:[^"\\]|\\.)*)"/g))
    texts.push(quoted.replace(/\\(.)/g, '$1').slice(0, 1000));
  return texts.slice(0, MAX_WARNINGS);
}
