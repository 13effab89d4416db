import type { Container, Deployment, PodTemplate, Service } from '../../contracts/kube.ts';
import { canonicalQuantity } from './canonical-quantity.ts';

/** What a server fills in when it is not said (Kubernetes API defaults, v1.36), so that every answer is a whole object. */
export function withDefaults(deployment: Deployment): Deployment {
  const object = structuredClone(deployment);
  const { spec } = object;
  const strategy = (spec.strategy ?? {}) as { type?: string; rollingUpdate?: Record<string, unknown> };
  const type = strategy.type ?? 'RollingUpdate';
  spec.replicas ??= 1;
  spec.strategy =
    type === 'RollingUpdate'
      ? { type, rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%', ...strategy.rollingUpdate } }
      : { ...strategy, type };
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  spec.template = templateWithDefaults(spec.template);
  return object;
}

export function templateWithDefaults(template: PodTemplate): PodTemplate {
  const { spec } = template;
  return {
    ...template,
    spec: {
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      securityContext: {},
      schedulerName: 'default-scheduler',
      ...spec,
      containers: spec.containers.map(containerWithDefaults),
    },
  };
}

const probes = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;

function containerWithDefaults(container: Container): Container {
  const image = container.image ?? '';
  const latest = /:latest$/.test(image) || !/[:@][^/]*$/.test(image);
  const full: Container = {
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    imagePullPolicy: latest ? 'Always' : 'IfNotPresent',
    ...structuredClone(container),
  };
  // An empty list is none: the server does not keep it.
  for (const name of ['command', 'args', 'env', 'envFrom', 'ports'] as const)
    if (Array.isArray(full[name]) && full[name].length === 0) delete full[name];
  if (full.ports) full.ports = full.ports.map((port) => ({ protocol: 'TCP', ...port }));
  for (const kind of ['limits', 'requests'] as const) {
    const amounts = full.resources?.[kind];
    if (full.resources && amounts)
      full.resources[kind] = Object.fromEntries(
        Object.entries(amounts).map(([name, amount]) => [name, canonicalQuantity(amount)]),
      );
  }
  for (const name of probes) {
    const probe = full[name];
    if (probe === undefined) continue;
    const httpGet = probe.httpGet && { path: '/', scheme: 'HTTP', ...probe.httpGet };
    const timing = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
    full[name] = { ...timing, ...probe, ...(httpGet && { httpGet }) };
  }
  return full;
}

export function serviceWithDefaults(service: Service): Service {
  const object = structuredClone(service);
  object.spec.type ??= 'ClusterIP';
  object.spec.sessionAffinity ??= 'None';
  object.spec.ports = (object.spec.ports ?? []).map((port) => ({ protocol: 'TCP', targetPort: port.port, ...port }));
  return object;
}
