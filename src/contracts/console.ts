/** Pages of the console: a home answers each of them with the same document, whose code reads the address. */
export const consolePaths = [
  '/',
  '/incidents',
  '/incidents/:incident',
  '/incidents/:incident/:tab',
  '/holds',
  '/decide',
  '/dead-letters',
  '/dead-letters/:letter',
  '/settings',
  '/settings/:name',
  '/sign-in',
  '/docs',
] as const;

/** The same as regular expressions, for whoever decides by text: an id is one bounded piece. */
export const consolePathPatterns: readonly string[] = consolePaths.map(
  (path) => `^${path.replace(/:\w+/g, '[\\w.~%-]{1,200}')}/?$`,
);
const patterns = consolePathPatterns.map((pattern) => new RegExp(pattern));
export const isConsolePath = (path: string): boolean => path.length <= 600 && patterns.some((it) => it.test(path));

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};
/** Undefined for what is not served, such as notes of the build. */
export const consoleFileType = (name: string): string | undefined => types[name.slice(name.lastIndexOf('.') + 1)];
/** A hashed name never holds anything else; everything else is asked for each time. */
export const consoleFileCaching = (name: string): string =>
  name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';

/**
 * The headers of every file of the console. Scripts, styles and fonts come from its own origin only, nothing is in line,
 * nothing frames it, no form leaves it, and no text becomes markup. `connect` adds origins it may speak to: an OIDC issuer's.
 */
export function consoleHeaders(connect: readonly string[] = []): Readonly<Record<string, string>> {
  const policy: Readonly<Record<string, string>> = {
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'font-src': "'self'",
    'connect-src': ["'self'", ...connect].join(' '),
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'x-frame-options': 'DENY',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}
