import * as z from 'zod';
import { readQuantity } from '../../contracts/quantity.ts';

/**
 * The fields of a Deployment, a Pod and a Service that the API of v1.36 knows: strict, because a field that is not known is
 * refused and not dropped. What the play does not act on is known by name and kept as it is. Messages are the server's own.
 */
const any = z.unknown();
const text = z.string();
const labelText = z
  .string()
  .max(63)
  .regex(
    /^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/,
    "Invalid value: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'",
  );
const labels = z.record(text, labelText).nullish();
const annotations = z.record(text, text).nullish();
const count = z.int().min(0, 'Invalid value: must be greater than or equal to 0');
const positive = z.int().min(1, 'Invalid value: must be greater than 0');
const portNumber = z
  .int()
  .min(1, 'Invalid value: must be between 1 and 65535, inclusive')
  .max(65535, 'Invalid value: must be between 1 and 65535, inclusive');
const portName = z
  .string()
  .max(15, 'Invalid value: must be no more than 15 characters')
  .regex(
    /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/,
    'Invalid value: must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
  );
const port = z.union([portNumber, portName], { error: 'Invalid value: must be a port number or a port name' });
const label = z
  .string()
  .min(1, 'Required value')
  .max(63)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    "Invalid value: a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-'",
  );
const quantity = z
  .union([text, z.number()])
  .refine(
    (value) => readQuantity(value) !== undefined,
    "Invalid value: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
  )
  .refine((value) => (readQuantity(value) ?? 0n) >= 0n, 'Invalid value: must be greater than or equal to 0');
const amounts = z.record(text, quantity).optional();
const percent = z.union([count, z.string().regex(/^\d{1,3}%$/, 'Invalid value: must be an integer or a percentage')]);
const known = <K extends string>(...names: K[]) =>
  Object.fromEntries(names.map((name) => [name, any.optional()])) as Record<K, z.ZodOptional<z.ZodUnknown>>;

const envVar = z.strictObject({
  name: text.min(1, 'Required value'),
  value: text.optional(),
  valueFrom: z
    .strictObject(known('fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'))
    .optional(),
});
const probe = z
  .strictObject({
    httpGet: z
      .strictObject({
        path: text.optional(),
        port,
        host: text.optional(),
        scheme: z.enum(['HTTP', 'HTTPS']).optional(),
        httpHeaders: any.optional(),
      })
      .optional(),
    tcpSocket: z.strictObject({ port, host: text.optional() }).optional(),
    grpc: z.strictObject({ port: portNumber, service: text.nullish() }).optional(),
    exec: z.strictObject({ command: z.array(text).optional() }).optional(),
    initialDelaySeconds: count.optional(),
    timeoutSeconds: positive.optional(),
    periodSeconds: positive.optional(),
    successThreshold: positive.optional(),
    failureThreshold: positive.optional(),
    terminationGracePeriodSeconds: any.optional(),
  })
  .refine(
    (one) => [one.httpGet, one.tcpSocket, one.grpc, one.exec].filter((handler) => handler !== undefined).length === 1,
    'Required value: must specify exactly one handler type',
  );

const container = z.strictObject({
  name: label,
  image: text
    .min(1, 'Required value')
    .regex(/^\S(.*\S)?$/, 'Invalid value: must not have leading or trailing whitespace'),
  command: z.array(text).optional(),
  args: z.array(text).optional(),
  env: z.array(envVar).optional(),
  envFrom: z.array(z.strictObject(known('prefix', 'configMapRef', 'secretRef'))).optional(),
  ports: z
    .array(
      z.strictObject({
        name: portName.optional(),
        containerPort: portNumber,
        hostPort: portNumber.optional(),
        protocol: z.enum(['TCP', 'UDP', 'SCTP']).optional(),
        hostIP: text.optional(),
      }),
    )
    .optional(),
  resources: z.strictObject({ limits: amounts, requests: amounts, claims: any.optional() }).optional(),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  imagePullPolicy: z.enum(['Always', 'Never', 'IfNotPresent']).optional(),
  ...known(
    'workingDir',
    'resizePolicy',
    'restartPolicy',
    'restartPolicyRules',
    'volumeMounts',
    'volumeDevices',
    'lifecycle',
    'terminationMessagePath',
    'terminationMessagePolicy',
    'securityContext',
    'stdin',
    'stdinOnce',
    'tty',
  ),
});

export const podSpec = z.strictObject({
  containers: z.array(container).min(1, 'Required value'),
  initContainers: z.array(container).optional(),
  terminationGracePeriodSeconds: count.optional(),
  restartPolicy: z.enum(['Always', 'OnFailure', 'Never']).optional(),
  ...known(
    'volumes',
    'ephemeralContainers',
    'activeDeadlineSeconds',
    'dnsPolicy',
    'nodeSelector',
    'serviceAccountName',
    'serviceAccount',
    'automountServiceAccountToken',
    'nodeName',
    'hostNetwork',
    'hostPID',
    'hostIPC',
    'shareProcessNamespace',
    'securityContext',
    'imagePullSecrets',
    'hostname',
    'subdomain',
    'affinity',
    'schedulerName',
    'tolerations',
    'hostAliases',
    'priorityClassName',
    'priority',
    'dnsConfig',
    'readinessGates',
    'runtimeClassName',
    'enableServiceLinks',
    'preemptionPolicy',
    'overhead',
    'topologySpreadConstraints',
    'setHostnameAsFQDN',
    'os',
    'hostUsers',
    'schedulingGates',
    'resourceClaims',
    'resources',
    'hostnameOverride',
    'workloadRef',
    'schedulingGroup',
  ),
});

const metadata = z.strictObject({
  labels,
  annotations,
  ...known(
    'name',
    'generateName',
    'namespace',
    'uid',
    'resourceVersion',
    'generation',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'ownerReferences',
    'finalizers',
    'managedFields',
    'selfLink',
  ),
});
const object = { apiVersion: text, kind: text, metadata, status: any.optional() };

export const deployment = z.strictObject({
  ...object,
  spec: z.strictObject({
    replicas: count.optional(),
    selector: z.strictObject({ matchLabels: z.record(text, labelText).optional(), matchExpressions: any.optional() }),
    template: z.strictObject({
      metadata: metadata.optional(),
      spec: podSpec.refine((spec) => (spec.restartPolicy ?? 'Always') === 'Always', {
        path: ['restartPolicy'],
        message: 'Unsupported value: supported values: "Always"',
      }),
    }),
    strategy: z
      .strictObject({
        type: z.enum(['RollingUpdate', 'Recreate']).optional(),
        rollingUpdate: z.strictObject({ maxSurge: percent.optional(), maxUnavailable: percent.optional() }).nullish(),
      })
      .optional(),
    minReadySeconds: count.optional(),
    revisionHistoryLimit: count.optional(),
    progressDeadlineSeconds: positive.optional(),
    paused: z.boolean().optional(),
  }),
});
export const pod = z.strictObject({ ...object, spec: podSpec });
export const service = z.strictObject({
  ...object,
  spec: z.strictObject({
    selector: z.record(text, labelText).nullish(),
    ports: z
      .array(
        z.strictObject({
          name: label.optional(),
          protocol: z.enum(['TCP', 'UDP', 'SCTP']).optional(),
          appProtocol: text.optional(),
          port: portNumber,
          targetPort: port.optional(),
          nodePort: portNumber.optional(),
        }),
      )
      .optional(),
    type: z.enum(['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName']).optional(),
    ...known(
      'clusterIP',
      'clusterIPs',
      'externalIPs',
      'sessionAffinity',
      'sessionAffinityConfig',
      'loadBalancerIP',
      'loadBalancerSourceRanges',
      'externalName',
      'externalTrafficPolicy',
      'healthCheckNodePort',
      'publishNotReadyAddresses',
      'ipFamilies',
      'ipFamilyPolicy',
      'allocateLoadBalancerNodePorts',
      'loadBalancerClass',
      'internalTrafficPolicy',
      'trafficDistribution',
    ),
  }),
});
