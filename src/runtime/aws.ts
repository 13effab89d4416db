import type { PortName } from '../contracts/wiring.ts';
import type { Ports } from '../core/ports.ts';
import { environmentOf, type ReadEnvironment } from './aws/environment.ts';

/** Opens one port from what the deployment said. */
export type Open<N extends PortName> = (environment: ReadEnvironment) => Ports[N];
/** How the ports of a wiring row are opened: those, no more and no fewer. */
export type Opens<N extends PortName> = { readonly [P in N]: Open<P> };

/** The ports of a function, opened by its first invocation and kept for all that follow: one client each per cold start. */
export function opener<N extends PortName>(
  opens: Opens<N>,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): () => { ports: Pick<Ports, N>; environment: ReadEnvironment } {
  let opened: { ports: Pick<Ports, N>; environment: ReadEnvironment } | undefined;
  return () => {
    if (opened !== undefined) return opened;
    const environment = environmentOf(variables);
    const names = Object.keys(opens) as N[];
    const ports = Object.fromEntries(names.map((name) => [name, opens[name](environment)])) as Pick<Ports, N>;
    opened = { ports, environment };
    return opened;
  };
}

/** What several ports of a function rest on is opened once for them. */
export function shared<T>(open: (environment: ReadEnvironment) => T): (environment: ReadEnvironment) => T {
  const kept = new WeakMap<ReadEnvironment, { value: T }>();
  return (environment) => {
    const known = kept.get(environment) ?? { value: open(environment) };
    kept.set(environment, known);
    return known.value;
  };
}
