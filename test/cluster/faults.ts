import type { V1ConfigMap, V1ContainerStatus, V1Deployment } from '@kubernetes/client-node';
import { applyPatch, type Operation } from 'rfc6902';

export const FAULT_NAMES = ['oom', 'exit1', 'pull', 'config', 'probe'] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

export type ClusterFault = {
  readonly name: FaultName;
  readonly title: string;
  /** JSON Patch that turns a healthy Deployment made by `good` into a faulty one: a first or a second revision. */
  readonly break: readonly Operation[];
  /** JSON Patch that mends it by changing the template back. */
  readonly heal: readonly Operation[];
  readonly symptom: Symptom;
};
export type Symptom = {
  readonly phase: 'Running' | 'Pending';
  /** The status of container `app` when the fault is fully there. */
  readonly shows: (status: V1ContainerStatus) => boolean;
  readonly event: { readonly reason: string; readonly message: RegExp };
  /** What the container's log says, the one before the restart too. */
  readonly log?: RegExp;
};

export const CONTAINER = 'app';
/** The real Deployment is played by stages that read these: whoever diagnoses must not be shown them. */
export const KNOB_PREFIX = 'fault.sim/';
const knobs = {
  'fault.sim/container': CONTAINER,
  'fault.sim/needs-memory': '128Mi',
  'fault.sim/needs-env': 'DATABASE_URL',
  'fault.sim/good-images': 'shop/app:1.4.2',
  'fault.sim/listens-on': '8080',
  'fault.sim/known-refs': 'configmap/app-config',
};

/** The ConfigMap that `good` refers to. The simulated kubelet does not look for it; a diagnoser would. */
export const appConfig: V1ConfigMap = { metadata: { name: 'app-config' }, data: { LOG_LEVEL: 'info' } };

/** A Deployment whose pods become ready: the container `app`, which faults are about, and a sidecar that is always well. */
export function good(name: string, replicas = 1): V1Deployment {
  const app = {
    name: CONTAINER,
    image: 'shop/app:1.4.2',
    ports: [{ name: 'http', containerPort: 8080 }],
    env: [{ name: 'DATABASE_URL', value: 'postgres://db' }],
    envFrom: [{ configMapRef: { name: 'app-config' } }],
    resources: { limits: { memory: '256Mi' } },
    readinessProbe: { httpGet: { path: '/healthz', port: 'http' } },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name }, annotations: { ...knobs } },
        spec: { containers: [app, { name: 'sidecar', image: 'shop/proxy:2' }] },
      },
    },
  };
}

/** The same, faulty from its first revision on. */
export function broken(name: string, fault: ClusterFault, replicas = 1): V1Deployment {
  const deployment = good(name, replicas);
  const errors = applyPatch(deployment, structuredClone([...fault.break])).filter((error) => error !== null);
  if (errors.length > 0) throw errors[0];
  return deployment;
}

const at = (field: string): string => `/spec/template/spec/containers/0/${field}`;
const set = (field: string, value: unknown): Operation => ({ op: 'replace', path: at(field), value });
const backOff = { reason: 'BackOff', message: /^Back-off restarting failed container app in pod / };
const crashedWith = (reason: string, exitCode: number) => (status: V1ContainerStatus) =>
  status.state?.waiting?.reason === 'CrashLoopBackOff' &&
  status.restartCount >= 2 &&
  status.lastState?.terminated?.reason === reason &&
  status.lastState.terminated.exitCode === exitCode;

export const faults: { readonly [N in FaultName]: ClusterFault } = {
  oom: {
    name: 'oom',
    title: 'memory limit below what the container needs',
    break: [set('resources/limits/memory', '64Mi')],
    heal: [set('resources/limits/memory', '256Mi')],
    symptom: { phase: 'Running', shows: crashedWith('OOMKilled', 137), event: backOff, log: /cache: 80% loaded/ },
  },
  exit1: {
    name: 'exit1',
    title: 'a required environment variable is not set',
    break: [{ op: 'remove', path: at('env') }],
    heal: [{ op: 'add', path: at('env'), value: [{ name: 'DATABASE_URL', value: 'postgres://db' }] }],
    symptom: { phase: 'Running', shows: crashedWith('Error', 1), event: backOff, log: /exiting with status 1/ },
  },
  pull: {
    name: 'pull',
    title: 'the image does not exist',
    break: [set('image', 'shop/app:9')],
    heal: [set('image', 'shop/app:1.4.2')],
    symptom: {
      phase: 'Pending',
      shows: (status) => status.state?.waiting?.reason === 'ImagePullBackOff' && status.restartCount === 0,
      event: { reason: 'Failed', message: /^Failed to pull image "shop\/app:9": .*not found$/ },
    },
  },
  config: {
    name: 'config',
    title: 'a referenced ConfigMap does not exist',
    break: [set('envFrom/0/configMapRef/name', 'nope')],
    heal: [set('envFrom/0/configMapRef/name', 'app-config')],
    symptom: {
      phase: 'Pending',
      shows: ({ state }) =>
        state?.waiting?.reason === 'CreateContainerConfigError' &&
        state.waiting.message === 'configmap "nope" not found',
      event: { reason: 'Failed', message: /^Error: configmap "nope" not found$/ },
    },
  },
  probe: {
    name: 'probe',
    title: 'the readiness probe aims at a port nobody listens on',
    break: [set('readinessProbe/httpGet/port', 9090)],
    heal: [set('readinessProbe/httpGet/port', 'http')],
    symptom: {
      phase: 'Running',
      shows: (status) =>
        status.state?.running !== undefined && status.started === true && !status.ready && status.restartCount === 0,
      event: {
        reason: 'Unhealthy',
        message:
          /^Readiness probe failed: Get "http:\/\/10\.\S+:9090\/healthz": dial tcp 10\.\S+:9090: connect: connection refused$/,
      },
    },
  },
};
