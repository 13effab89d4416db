import type { Container } from '../../contracts/kube.ts';
import { readQuantity } from '../../contracts/quantity.ts';

/**
 * What a program really needs: the truth behind the play, kept beside the template and shown through no part of the API.
 * A template that gives all of it runs.
 */
export interface Needs {
  /** Memory it fills: with a lower limit it is killed while it starts. */
  memory?: string;
  /** Fills any limit after a while: raising the limit helps for no longer than one more life. */
  leaks?: boolean;
  /** Until this moment (epoch milliseconds) `memory` and `leaks` did not yet hold. */
  since?: number;
  /** Variables it ends without. */
  env?: readonly string[];
  /** The only images that exist. */
  goodImages?: readonly string[];
  /** Images that exist and whose program ends at once, for a reason of its own. */
  crashingImages?: readonly string[];
  /** The only port it opens. */
  listensOn?: number;
}
/** By container name; a container that is not named needs nothing. */
export type Behaviour = Readonly<Record<string, Needs>>;

export type ProbeName = 'startupProbe' | 'livenessProbe' | 'readinessProbe';
export interface FailingProbe {
  probe: ProbeName;
  handler: 'httpGet' | 'tcpSocket' | 'grpc';
  /** Undefined when the name of the port leads nowhere. */
  port: number | undefined;
  named: number | string;
}
export type Trouble =
  | { is: 'image' }
  | { is: 'crash' }
  | { is: 'variable'; variable: string }
  | { is: 'memory' }
  | { is: 'leak' }
  | { is: 'probes'; probes: FailingProbe[] };

/** What goes wrong first when this container runs a program with these needs; undefined: nothing. */
export function troubleOf(container: Container, needs: Needs): Trouble | undefined {
  const image = container.image ?? '';
  const crashes = needs.crashingImages?.includes(image) ?? false;
  if (needs.goodImages !== undefined && !needs.goodImages.includes(image) && !crashes) return { is: 'image' };
  if (crashes) return { is: 'crash' };
  const variable = (needs.env ?? []).find((name) => !gives(container, name));
  if (variable !== undefined) return { is: 'variable', variable };
  const limit = readQuantity(container.resources?.limits?.memory);
  const memory = readQuantity(needs.memory);
  if (limit !== undefined && memory !== undefined && memory > limit) return { is: 'memory' };
  if (limit !== undefined && needs.leaks) return { is: 'leak' };
  const probes = failingProbes(container, needs.listensOn);
  return probes.length === 0 ? undefined : { is: 'probes', probes };
}

const gives = (container: Container, name: string): boolean =>
  (container.env ?? []).some((each) => each.name === name && (each.valueFrom !== undefined || !!each.value));

function failingProbes(container: Container, listensOn: number | undefined): FailingProbe[] {
  if (listensOn === undefined) return [];
  return (['startupProbe', 'livenessProbe', 'readinessProbe'] as const).flatMap((probe) =>
    (['httpGet', 'tcpSocket', 'grpc'] as const).flatMap((handler) => {
      const aim = container[probe]?.[handler];
      if (aim === undefined) return [];
      const port = portOf(container, aim.port);
      return port === listensOn ? [] : [{ probe, handler, port, named: aim.port }];
    }),
  );
}

/** The number behind a port; names are looked up in the same container, as the kubelet does. */
export function portOf(container: Container, port: number | string): number | undefined {
  if (typeof port === 'number') return port;
  return (container.ports ?? []).find((each) => each.name === port)?.containerPort;
}
