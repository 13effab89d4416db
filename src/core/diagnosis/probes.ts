import type { Container } from '../../contracts/kube.ts';

export const probeNames = ['readinessProbe', 'livenessProbe', 'startupProbe'] as const;
export type ProbeName = (typeof probeNames)[number];
export const handlers = ['httpGet', 'tcpSocket', 'grpc'] as const;

export interface ProbeAim {
  probe: ProbeName;
  handler: (typeof handlers)[number];
  port: number | string;
  failureThreshold: number;
}

/** Where a probe aims; undefined for none, for a command, and for one that aims at another host. */
export function aimOf(container: Container | undefined, probe: ProbeName): ProbeAim | undefined {
  const spec = container?.[probe];
  if (spec === undefined) return undefined;
  for (const handler of handlers) {
    const aim = spec[handler];
    if (aim === undefined) continue;
    if (typeof aim.host === 'string' && aim.host !== '') return undefined;
    return { probe, handler, port: aim.port, failureThreshold: spec.failureThreshold ?? 3 };
  }
  return undefined;
}

type Port = NonNullable<Container['ports']>[number];

/** The number behind a port: named ports are looked up in the same container only, as the kubelet does. */
export function resolvePort(container: Container, port: number | string): number | undefined {
  if (typeof port === 'number') return port;
  if (/^\d{1,5}$/.test(port)) return Number(port);
  return (container.ports ?? []).find((each) => each.name === port)?.containerPort;
}

/** The one declared port that a probe of this kind can mean; several candidates are no answer. */
export function fittingPort(container: Container, handler: ProbeAim['handler']): Port | undefined {
  const tcp = (container.ports ?? []).filter((each) => (each.protocol ?? 'TCP') === 'TCP');
  if (tcp.length === 1) return tcp[0];
  const wanted = handler === 'grpc' ? /^grpc/ : handler === 'httpGet' ? /^(http|web|health|api$)/ : undefined;
  const named = wanted === undefined ? [] : tcp.filter((each) => wanted.test(each.name ?? ''));
  return named.length === 1 ? named[0] : undefined;
}

/** Declared ports as evidence shows them. */
export const portsText = (container: Container): string =>
  (container.ports ?? [])
    .map((each) => (each.name ? `${each.name} ${each.containerPort}` : `${each.containerPort}`))
    .join(', ') || 'none';

const words = { readinessProbe: 'Readiness', livenessProbe: 'Liveness', startupProbe: 'Startup' } as const;

/** Whether the message tells of this probe being refused on this port, or of a port name that leads nowhere. */
export function isRefused(message: string, probe: ProbeName, port: number | undefined): boolean {
  if (!message.startsWith(`${words[probe]} probe `)) return false;
  if (port === undefined) return /invalid syntax|couldn'?t find port|invalid port|unknown port/i.test(message);
  const hit = /:(\d{1,5})["']?(?::| within [^:]{1,40}:)[^\n]{0,80}connection refused/.exec(message);
  const refused = hit ?? /dial tcp \S{1,60}:(\d{1,5}): connect: connection refused/.exec(message);
  return refused !== null && Number(refused[1]) === port;
}
