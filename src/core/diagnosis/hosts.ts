import type { Service } from '../../contracts/kube.ts';

/** A sentence of a program that could not reach somebody. */
const unreachable =
  /connection (?:refused|reset|timed out)|no such host|i\/o timeout|time(?:d )?[- ]?out|deadline exceeded|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|name or service not known|name does not resolve|temporary failure in name resolution|could not (?:connect|resolve|translate)|can(?:no|')t (?:connect|reach|resolve)|unable to connect|failed to (?:connect|resolve|dial)|unreachable|no route to host|unknown ?host|server misbehaving|upstream connect error|no healthy upstream|bad gateway|service unavailable|gateway timeout|\b50[234]\b/i;

/** A host in its place: after a scheme, a quote, a word that takes an address, or before a port. */
const host =
  /(?:\/\/(?:[^\s/@]{1,100}@)?|["'(=[]|\b(?:lookup|host|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|UnknownHostException|connect|tcp|to|from|at|server|address|upstream|service|reach|resolve|dial)[ :=]{1,2}["']?)([A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,5})|\b([A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,5}):\d{2,5}\b/g;

/** Hosts the log blames, lower case, each with the line that blames it first. */
export function blamedHosts(log: string): Map<string, string> {
  const hosts = new Map<string, string>();
  for (const line of log.split('\n')) {
    if (!unreachable.test(line)) continue;
    for (const match of line.slice(0, 2000).matchAll(host)) {
      const name = (match[1] ?? match[2] ?? '').toLowerCase();
      if (name !== '' && !hosts.has(name)) hosts.set(name, line.trim().slice(0, 300));
    }
  }
  return hosts;
}

/** Hosts an environment value points to: `cart`, `cart:80`, `http://cart.shop.svc/x`, `a:1,b:2`. */
export function addressedHosts(value: string): string[] {
  return value.split(/[,;\s]+/).flatMap((part) => {
    const bare = part.replace(/^[a-z][a-z0-9+.-]{0,30}:\/\//i, '').replace(/^[^/@]{0,300}@/, '');
    const name = /^([A-Za-z0-9][A-Za-z0-9.-]{0,252})(?::\d{1,5})?(?:[/?].*)?$/.exec(bare)?.[1];
    return name === undefined ? [] : [name.toLowerCase()];
  });
}

/** Whether `name`, used by a pod of `namespace`, reaches this Service: by short name, qualified name or cluster address. */
export function isAddressOf(service: Service, name: string, namespace: string | undefined): boolean {
  const own = service.metadata.name.toLowerCase();
  const where = service.metadata.namespace ?? '';
  if (name === own) return where === (namespace ?? '');
  if (name === service.spec.clusterIP) return true;
  return name === `${own}.${where}` || name.startsWith(`${own}.${where}.svc`);
}
