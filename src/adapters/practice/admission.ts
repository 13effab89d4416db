import { isDeepStrictEqual } from 'node:util';
import type * as z from 'zod';
import { Fault } from '../../contracts/fault.ts';
import { type Container, Deployment, type KubeObject, Pod, Service } from '../../contracts/kube.ts';
import { readQuantity } from '../../contracts/quantity.ts';
import { serviceWithDefaults, templateWithDefaults, withDefaults } from './defaults.ts';
import * as shapes from './shapes.ts';

/** More pods than this would make a single look at the cluster slow. */
const REPLICAS = 100;

/** What a server checks before it stores. Throws Impossible naming the field; Unavailable `not played` for what is no part of the play. */
export function admitDeployment(object: KubeObject, before: Deployment): { object: Deployment; warnings: string[] } {
  unchanged(object, before);
  strict(shapes.deployment, object);
  const deployment = withDefaults(strict(Deployment, object));
  const { selector, template, replicas = 1 } = deployment.spec;
  if (!isDeepStrictEqual(selector, before.spec.selector))
    refuse(object, 'spec.selector', 'Invalid value: field is immutable');
  const labels = template.metadata?.labels ?? {};
  if (!Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value))
    refuse(object, 'spec.template.metadata.labels', 'Invalid value: `selector` does not match template `labels`');
  const containers = template.spec.containers;
  checkContainers(object, containers, 'spec.template.spec.containers');
  if (template.spec.initContainers?.length)
    notPlayed('initContainers', 'the practice cluster plays ordinary containers only');
  if (Number(deployment.spec.minReadySeconds ?? 0) > 0) notPlayed('minReadySeconds', 'leave it out');
  if (replicas > REPLICAS) notPlayed(`more than ${REPLICAS} replicas`, 'ask for fewer');
  return { object: deployment, warnings: hidden(containers, 'spec.template.spec.containers') };
}

export function admitPod(object: KubeObject): string[] {
  strict(shapes.pod, object);
  const pod = strict(Pod, object);
  if (!/^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$/.test(pod.metadata.name))
    refuse(object, 'metadata.name', 'Invalid value: a lowercase RFC 1123 subdomain is needed');
  const { containers } = templateWithDefaults({ spec: pod.spec }).spec;
  checkContainers(object, containers, 'spec.containers');
  return hidden(containers, 'spec.containers');
}

export function admitService(object: KubeObject, before: Service): Service {
  unchanged(object, before);
  strict(shapes.service, object);
  const service = serviceWithDefaults(strict(Service, object));
  if (service.spec.clusterIP !== before.spec.clusterIP)
    refuse(object, 'spec.clusterIP', 'Invalid value: field is immutable');
  const ports = service.spec.ports ?? [];
  if (ports.length === 0) refuse(object, 'spec.ports', 'Required value');
  for (const [at, port] of ports.entries()) {
    if (ports.length > 1 && port.name === undefined) refuse(object, `spec.ports[${at}].name`, 'Required value');
    if (ports.some((other, to) => to < at && other.port === port.port && other.protocol === port.protocol))
      refuse(object, `spec.ports[${at}]`, `Duplicate value: ${port.port}`);
  }
  return service;
}

/** Everything by which the object is known. The version may be tested, not written: here it is a conflict like on a server. */
function unchanged(object: KubeObject, before: KubeObject): void {
  const now: Record<string, unknown> = { ...object.metadata, apiVersion: object.apiVersion, kind: object.kind };
  const was: Record<string, unknown> = { ...before.metadata, apiVersion: before.apiVersion, kind: before.kind };
  for (const field of ['apiVersion', 'kind', 'name', 'namespace', 'uid'])
    if (now[field] !== was[field]) refuse(before, `metadata.${field}`, 'Invalid value: field is immutable');
}

function strict<T>(shape: z.ZodType<T>, object: KubeObject): T {
  const read = shape.safeParse(object);
  if (read.success) return read.data;
  const issue = read.error.issues[0] ?? { code: 'custom', path: [], message: 'Invalid value' };
  const at = pathText(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const field = [at, issue.keys[0]].filter((part) => part !== '').join('.');
    refuse(object, field, `strict decoding error: unknown field "${field}"`);
  }
  return refuse(object, at, issue.message);
}

function checkContainers(object: KubeObject, containers: readonly Container[], path: string): void {
  for (const [at, container] of containers.entries()) {
    const where = `${path}[${at}]`;
    if (containers.some((other, to) => to < at && other.name === container.name))
      refuse(object, `${where}.name`, `Duplicate value: "${container.name}"`);
    const { limits = {}, requests = {} } = container.resources ?? {};
    for (const [name, amount] of Object.entries(requests)) {
      const limit = readQuantity(limits[name]);
      if (limit !== undefined && (readQuantity(amount) ?? 0n) > limit)
        refuse(
          object,
          `${where}.resources.requests`,
          `Invalid value: "${amount}": must be less than or equal to ${name} limit of ${limits[name]}`,
        );
    }
    const names = (container.ports ?? []).map((port) => port.name);
    for (const [to, name] of names.entries())
      if (name !== undefined && names.indexOf(name) < to)
        refuse(object, `${where}.ports[${to}].name`, `Duplicate value: "${name}"`);
  }
}

const hidden = (containers: readonly Container[], path: string): string[] =>
  containers.flatMap((container, at) =>
    (container.env ?? []).flatMap(({ name }, to, env) =>
      env.findIndex((other) => other.name === name) < to
        ? [`${path}[${at}].env[${to}]: hides previous definition of "${name}", which may be dropped when using apply`]
        : [],
    ),
  );

function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`),
    '',
  );
}

function refuse(object: KubeObject, field: string, says: string): never {
  const text = says.startsWith('strict')
    ? says
    : `${object.kind} "${object.metadata.name}" is invalid: ${field}: ${says}`;
  throw new Fault('Impossible', text, 'The server refuses this content: change the plan.', { field });
}

export function notPlayed(what: string, hint: string): never {
  throw new Fault('Unavailable', `not played: ${what}`, `The practice cluster is a stand-in: ${hint}.`);
}
