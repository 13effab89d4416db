import { Deployment, type PodTemplate, Service } from '../../contracts/kube.ts';
import type { Behaviour } from './behaviour.ts';
import { serviceWithDefaults, templateWithDefaults, withDefaults } from './defaults.ts';
import { clusterAddress, timeText, uidOf } from './names.ts';
import type { World } from './state.ts';

/** How objects come into the practice cluster: as a deployment tool would have made them. */
export const DEPLOYER = 'deploy-pipeline';

export function makeDeployment(
  world: World,
  parts: {
    namespace: string;
    name: string;
    replicas: number;
    template: PodTemplate;
    behaviour: Behaviour;
    spec?: object;
  },
  at: number,
): void {
  const { namespace, name, replicas, behaviour } = parts;
  world.made += 1;
  const labels = { app: name };
  const object = withDefaults(
    Deployment.parse({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name,
        namespace,
        uid: uidOf('Deployment', namespace, name, world.made),
        generation: 1,
        creationTimestamp: timeText(at),
        labels,
        managedFields: [
          {
            manager: DEPLOYER,
            operation: 'Update',
            apiVersion: 'apps/v1',
            time: timeText(at),
            fieldsType: 'FieldsV1',
            fieldsV1: { 'f:spec': {} },
          },
        ],
      },
      spec: { ...parts.spec, replicas, selector: { matchLabels: labels }, template: parts.template },
    }),
  );
  world.add({
    is: 'Deployment',
    object,
    behaviour,
    changedAt: at,
    writes: 0,
    syncAt: at,
    lookedAt: at,
    actedAt: at,
    observed: 0,
    counts: { updated: 0, old: 0, available: 0 },
    progress: { ok: true, reason: 'NewReplicaSetCreated', since: at, updatedAt: at },
    available: { status: false, since: at },
  });
}

/** A new template from the same tool: the next revision. */
export function renew(world: World, namespace: string, name: string, template: PodTemplate, at: number): void {
  const deployment = world.deployments.get(`Deployment/${namespace}/${name}`);
  if (deployment === undefined) return;
  deployment.object.spec.template = templateWithDefaults(template);
  deployment.object.metadata.generation = (deployment.object.metadata.generation ?? 1) + 1;
  deployment.changedAt = at;
  deployment.writes += 1;
  deployment.syncAt = at;
}

export function makeService(
  world: World,
  parts: { namespace: string; name: string; port: number; targetPort: number | string },
  at: number,
): void {
  const { namespace, name, port, targetPort } = parts;
  world.made += 1;
  const clusterIP = clusterAddress(namespace, name);
  const object = serviceWithDefaults(
    Service.parse({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name,
        namespace,
        uid: uidOf('Service', namespace, name, world.made),
        creationTimestamp: timeText(at),
        labels: { app: name },
      },
      spec: {
        selector: { app: name },
        clusterIP,
        clusterIPs: [clusterIP],
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
        ports: [{ name: 'http', port, targetPort }],
      },
    }),
  );
  world.add({ is: 'Service', object, changedAt: at, writes: 0 });
}
