/**
 * How much of a delivery is read. Bodies up to `bytes` are parsed; what is longer in a text field is cut with a mark, what is
 * more in a list is left out with a note. The bytes as they came are kept elsewhere, so a cut loses nothing.
 */
export const intakeLimits = {
  /** A storm of about a thousand alarms in one Alertmanager group. */
  bytes: 1024 * 1024,
  depth: 32,
  /** About twice what a real body of `bytes` holds; stops bodies made of nothing but commas. */
  nodes: 60_000,
  labels: 100,
  labelName: 256,
  labelValue: 1024,
  title: 512,
  description: 8192,
  /** Cluster, namespace, workload, service, environment. */
  name: 256,
  senderId: 2048,
  deliveryId: 512,
  link: 2048,
} as const;
