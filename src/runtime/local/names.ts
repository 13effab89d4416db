/** Only names of this machine: a page elsewhere that resolves its own name to 127.0.0.1 must not reach the home. */
const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The name in a Host header, without its port. */
export const nameIn = (host: string | undefined): string => (host ?? '').replace(/:\d+$/, '').toLowerCase();

/** Whether a home answers to a name: those of this machine, and that of the address it was told people use. */
export const answersTo = (name: string, url: string | undefined): boolean =>
  localNames.has(name) || (url !== undefined && new URL(url).hostname === name);

/**
 * What a browser names as the origin of this home's own pages. Behind a proxy that is the address people use, TLS included;
 * otherwise the very name and port that were asked.
 */
export function ownOrigin(host: string | undefined, url: string | undefined): string {
  const asked = (host ?? '').toLowerCase();
  const known = url === undefined ? undefined : new URL(url);
  return known?.host === asked ? known.origin : `http://${asked}`;
}
