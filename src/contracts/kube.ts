import * as z from 'zod';

/**
 * Kubernetes objects as far as Mendgate reads them: loose, because a cluster may send more, and every field optional that
 * a server or a dump may leave out. Source: Kubernetes API reference, v1.36.
 */
const text = z.string();
const map = z.record(text, text);
const number = z.number();
// Made once each: a schema costs as much to make as to parse with, and every function that reads a cluster makes all of them.
const someText = text.optional();
const textOrNull = text.nullish();
const someNumber = number.optional();
const someFlag = z.boolean().optional();
const mapOrNull = map.nullish();
const OwnerReference = z.looseObject({
  kind: text,
  name: text,
  uid: someText,
  controller: someFlag,
});

export const Metadata = z.looseObject({
  name: text,
  namespace: someText,
  uid: someText,
  resourceVersion: someText,
  generation: someNumber,
  creationTimestamp: textOrNull,
  deletionTimestamp: textOrNull,
  labels: mapOrNull,
  annotations: mapOrNull,
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
export const ObjectRef = z.strictObject({ kind: Kind, namespace: someText, name: text });
export type ObjectRef = z.infer<typeof ObjectRef>;
export const refText = (ref: ObjectRef): string =>
  `${ref.kind.toLowerCase()}/${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;

const IntOrString = z.union([number, text]);
const EnvVar = z.looseObject({ name: text, value: someText, valueFrom: z.looseObject({}).optional() });
const Probe = z.looseObject({
  httpGet: z.looseObject({ path: someText, port: IntOrString, scheme: someText }).optional(),
  tcpSocket: z.looseObject({ port: IntOrString }).optional(),
  grpc: z.looseObject({ port: number }).optional(),
  exec: z.looseObject({}).optional(),
  periodSeconds: someNumber,
  failureThreshold: someNumber,
});
export const Container = z.looseObject({
  name: text,
  image: someText,
  command: z.array(text).optional(),
  args: z.array(text).optional(),
  env: z.array(EnvVar).optional(),
  ports: z.array(z.looseObject({ name: someText, containerPort: number, protocol: someText })).optional(),
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
  nodeName: someText,
});
const PodTemplate = z.looseObject({
  metadata: z.looseObject({ labels: mapOrNull, annotations: mapOrNull }).optional(),
  spec: PodSpec,
});
export type PodTemplate = z.infer<typeof PodTemplate>;

const Terminated = z.looseObject({
  exitCode: number,
  reason: someText,
  message: someText,
  startedAt: textOrNull,
  finishedAt: textOrNull,
});
const ContainerState = z.looseObject({
  waiting: z.looseObject({ reason: someText, message: someText }).optional(),
  running: z.looseObject({ startedAt: textOrNull }).optional(),
  terminated: Terminated.optional(),
});
export const ContainerStatus = z.looseObject({
  name: text,
  ready: z.boolean(),
  restartCount: number,
  image: someText,
  imageID: someText,
  started: z.boolean().nullish(),
  state: ContainerState.optional(),
  lastState: ContainerState.optional(),
});
export type ContainerStatus = z.infer<typeof ContainerStatus>;
const Condition = z.looseObject({
  type: text,
  status: text,
  reason: someText,
  message: someText,
  lastTransitionTime: textOrNull,
  lastUpdateTime: textOrNull,
});
export const Pod = KubeObject.extend({
  spec: PodSpec,
  status: z
    .looseObject({
      phase: someText,
      reason: someText,
      message: someText,
      podIP: someText,
      startTime: textOrNull,
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
    replicas: someNumber,
    paused: someFlag,
    selector: Selector,
    template: PodTemplate,
  }),
  status: z
    .looseObject({
      observedGeneration: someNumber,
      replicas: someNumber,
      updatedReplicas: someNumber,
      readyReplicas: someNumber,
      availableReplicas: someNumber,
      conditions: z.array(Condition).optional(),
    })
    .optional(),
});
export type Deployment = z.infer<typeof Deployment>;

export const ReplicaSet = KubeObject.extend({
  spec: z.looseObject({ replicas: someNumber, selector: Selector.optional(), template: PodTemplate }),
  status: z
    .looseObject({
      replicas: someNumber,
      readyReplicas: someNumber,
      availableReplicas: someNumber,
    })
    .optional(),
});
export type ReplicaSet = z.infer<typeof ReplicaSet>;

export const Service = KubeObject.extend({
  spec: z.looseObject({
    type: someText,
    selector: mapOrNull,
    ports: z
      .array(
        z.looseObject({
          name: someText,
          port: number,
          targetPort: IntOrString.optional(),
          protocol: someText,
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
        targetRef: z.looseObject({ kind: someText, name: someText }).optional(),
      }),
    )
    .nullish(),
});
export type EndpointSlice = z.infer<typeof EndpointSlice>;

export const KubeEvent = KubeObject.extend({
  involvedObject: z
    .looseObject({
      kind: someText,
      name: someText,
      namespace: someText,
      uid: someText,
      fieldPath: someText,
    })
    .optional(),
  type: someText,
  reason: someText,
  message: someText,
  count: someNumber,
  firstTimestamp: textOrNull,
  lastTimestamp: textOrNull,
  eventTime: textOrNull,
});
export type KubeEvent = z.infer<typeof KubeEvent>;
