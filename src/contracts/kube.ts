import * as z from 'zod';

/**
 * Kubernetes objects as far as Mendgate reads them: loose, because a cluster may send more, and every field optional that
 * a server or a dump may leave out. Source: Kubernetes API reference, v1.36.
 */
const text = z.string();
const map = z.record(z.string(), z.string());
const OwnerReference = z.looseObject({
  kind: text,
  name: text,
  uid: text.optional(),
  controller: z.boolean().optional(),
});

export const Metadata = z.looseObject({
  name: text,
  namespace: text.optional(),
  uid: text.optional(),
  resourceVersion: text.optional(),
  generation: z.number().optional(),
  creationTimestamp: text.nullish(),
  deletionTimestamp: text.nullish(),
  labels: map.nullish(),
  annotations: map.nullish(),
  ownerReferences: z.array(OwnerReference).nullish(),
});

/** Any object: what every port and adapter passes around. */
export const KubeObject = z.looseObject({ apiVersion: text, kind: text, metadata: Metadata });
export type KubeObject = z.infer<typeof KubeObject>;

/** Kinds this build can ask for, with the path the API server serves them under. */
export const kinds = {
  Pod: { group: '', version: 'v1', plural: 'pods', namespaced: true },
  Service: { group: '', version: 'v1', plural: 'services', namespaced: true },
  Event: { group: '', version: 'v1', plural: 'events', namespaced: true },
  Node: { group: '', version: 'v1', plural: 'nodes', namespaced: false },
  Deployment: { group: 'apps', version: 'v1', plural: 'deployments', namespaced: true },
  ReplicaSet: { group: 'apps', version: 'v1', plural: 'replicasets', namespaced: true },
  StatefulSet: { group: 'apps', version: 'v1', plural: 'statefulsets', namespaced: true },
  DaemonSet: { group: 'apps', version: 'v1', plural: 'daemonsets', namespaced: true },
  EndpointSlice: { group: 'discovery.k8s.io', version: 'v1', plural: 'endpointslices', namespaced: true },
  HorizontalPodAutoscaler: {
    group: 'autoscaling',
    version: 'v2',
    plural: 'horizontalpodautoscalers',
    namespaced: true,
  },
  PodMetrics: { group: 'metrics.k8s.io', version: 'v1beta1', plural: 'pods', namespaced: true },
} as const;
export const Kind = z.enum(Object.keys(kinds) as [keyof typeof kinds, ...(keyof typeof kinds)[]]);
export type Kind = z.infer<typeof Kind>;

/** Names one object. `namespace` is absent for cluster-wide kinds. */
export const ObjectRef = z.strictObject({ kind: Kind, namespace: text.optional(), name: text });
export type ObjectRef = z.infer<typeof ObjectRef>;
export const refText = (ref: ObjectRef): string =>
  `${ref.kind.toLowerCase()}/${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;

const IntOrString = z.union([z.number(), text]);
const EnvVar = z.looseObject({ name: text, value: text.optional(), valueFrom: z.looseObject({}).optional() });
const Probe = z.looseObject({
  httpGet: z.looseObject({ path: text.optional(), port: IntOrString, scheme: text.optional() }).optional(),
  tcpSocket: z.looseObject({ port: IntOrString }).optional(),
  grpc: z.looseObject({ port: z.number() }).optional(),
  exec: z.looseObject({}).optional(),
  periodSeconds: z.number().optional(),
  failureThreshold: z.number().optional(),
});
export const Container = z.looseObject({
  name: text,
  image: text.optional(),
  command: z.array(text).optional(),
  args: z.array(text).optional(),
  env: z.array(EnvVar).optional(),
  ports: z
    .array(z.looseObject({ name: text.optional(), containerPort: z.number(), protocol: text.optional() }))
    .optional(),
  resources: z
    .looseObject({ limits: z.record(text, IntOrString).optional(), requests: z.record(text, IntOrString).optional() })
    .optional(),
  readinessProbe: Probe.optional(),
  livenessProbe: Probe.optional(),
  startupProbe: Probe.optional(),
});
export type Container = z.infer<typeof Container>;
const PodSpec = z.looseObject({
  containers: z.array(Container),
  initContainers: z.array(Container).optional(),
  nodeName: text.optional(),
});
const PodTemplate = z.looseObject({
  metadata: z.looseObject({ labels: map.nullish(), annotations: map.nullish() }).optional(),
  spec: PodSpec,
});
export type PodTemplate = z.infer<typeof PodTemplate>;

const Terminated = z.looseObject({
  exitCode: z.number(),
  reason: text.optional(),
  message: text.optional(),
  startedAt: text.nullish(),
  finishedAt: text.nullish(),
});
const ContainerState = z.looseObject({
  waiting: z.looseObject({ reason: text.optional(), message: text.optional() }).optional(),
  running: z.looseObject({ startedAt: text.nullish() }).optional(),
  terminated: Terminated.optional(),
});
export const ContainerStatus = z.looseObject({
  name: text,
  ready: z.boolean(),
  restartCount: z.number(),
  image: text.optional(),
  imageID: text.optional(),
  started: z.boolean().nullish(),
  state: ContainerState.optional(),
  lastState: ContainerState.optional(),
});
export type ContainerStatus = z.infer<typeof ContainerStatus>;
const Condition = z.looseObject({
  type: text,
  status: text,
  reason: text.optional(),
  message: text.optional(),
  lastTransitionTime: text.nullish(),
  lastUpdateTime: text.nullish(),
});
export const Pod = KubeObject.extend({
  spec: PodSpec,
  status: z
    .looseObject({
      phase: text.optional(),
      reason: text.optional(),
      message: text.optional(),
      podIP: text.optional(),
      startTime: text.nullish(),
      conditions: z.array(Condition).optional(),
      containerStatuses: z.array(ContainerStatus).optional(),
      initContainerStatuses: z.array(ContainerStatus).optional(),
    })
    .optional(),
});
export type Pod = z.infer<typeof Pod>;

const Selector = z.looseObject({ matchLabels: map.optional() });
export const Deployment = KubeObject.extend({
  spec: z.looseObject({
    replicas: z.number().optional(),
    paused: z.boolean().optional(),
    selector: Selector,
    template: PodTemplate,
  }),
  status: z
    .looseObject({
      observedGeneration: z.number().optional(),
      replicas: z.number().optional(),
      updatedReplicas: z.number().optional(),
      readyReplicas: z.number().optional(),
      availableReplicas: z.number().optional(),
      conditions: z.array(Condition).optional(),
    })
    .optional(),
});
export type Deployment = z.infer<typeof Deployment>;

export const ReplicaSet = KubeObject.extend({
  spec: z.looseObject({ replicas: z.number().optional(), selector: Selector.optional(), template: PodTemplate }),
  status: z
    .looseObject({
      replicas: z.number().optional(),
      readyReplicas: z.number().optional(),
      availableReplicas: z.number().optional(),
    })
    .optional(),
});
export type ReplicaSet = z.infer<typeof ReplicaSet>;

export const Service = KubeObject.extend({
  spec: z.looseObject({
    type: text.optional(),
    selector: map.nullish(),
    ports: z
      .array(
        z.looseObject({
          name: text.optional(),
          port: z.number(),
          targetPort: IntOrString.optional(),
          protocol: text.optional(),
        }),
      )
      .optional(),
  }),
});
export type Service = z.infer<typeof Service>;

export const EndpointSlice = KubeObject.extend({
  endpoints: z
    .array(
      z.looseObject({
        conditions: z.looseObject({ ready: z.boolean().nullish() }).optional(),
        targetRef: z.looseObject({ kind: text.optional(), name: text.optional() }).optional(),
      }),
    )
    .nullish(),
});
export type EndpointSlice = z.infer<typeof EndpointSlice>;

export const KubeEvent = KubeObject.extend({
  involvedObject: z
    .looseObject({
      kind: text.optional(),
      name: text.optional(),
      namespace: text.optional(),
      uid: text.optional(),
      fieldPath: text.optional(),
    })
    .optional(),
  type: text.optional(),
  reason: text.optional(),
  message: text.optional(),
  count: z.number().optional(),
  firstTimestamp: text.nullish(),
  lastTimestamp: text.nullish(),
  eventTime: text.nullish(),
});
export type KubeEvent = z.infer<typeof KubeEvent>;
