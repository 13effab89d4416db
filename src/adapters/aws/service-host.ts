/** Domains of the partitions whose regions begin so (AWS Fault Isolation Boundaries, "Partitions"); all other regions are in `aws`. */
const domains: readonly (readonly [prefix: string, domain: string])[] = [
  ['cn-', 'amazonaws.com.cn'],
  ['eusc-', 'amazonaws.eu'],
  ['us-iso-', 'c2s.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov'],
];

/** Where a service answers in a region: its regional endpoint. */
export function serviceHost(service: 'sts' | 'eks', region: string): string {
  const domain = domains.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'amazonaws.com';
  return `${service}.${region}.${domain}`;
}
