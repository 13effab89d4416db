import type { Judgement } from '../../../src/contracts/diagnosis.ts';
import type { Json } from '../../../src/contracts/json.ts';
import type { KubeObject } from '../../../src/contracts/kube.ts';
import type { Guardrails } from '../../../src/contracts/settings.ts';

/** One Deployment as an API server holds it, defaults filled in, with its two ReplicaSets and two Services. */
export const bounds: Guardrails = {
  memoryFactor: 2,
  memoryLimitAtMost: '8Gi',
  protectedNamespaces: ['kube-system'],
  effectsAtMost: 5,
};
export const target = { kind: 'Deployment', namespace: 'shop', name: 'cart', container: 'app' };

type Fields = { [key: string]: Json };
export const app = (fields: Fields = {}): Fields => ({
  name: 'app',
  image: 'registry.example/cart:2',
  imagePullPolicy: 'IfNotPresent',
  terminationMessagePath: '/dev/termination-log',
  resources: { limits: { memory: '64Mi', cpu: '1' }, requests: { memory: '32Mi' } },
  readinessProbe: { httpGet: { path: '/ready', port: 8081, scheme: 'HTTP' }, periodSeconds: 10, failureThreshold: 3 },
  env: [{ name: 'LEVEL', value: 'info' }],
  ...fields,
});
export const templateOf = (container: Fields, more: Fields = {}): Fields => ({
  metadata: { creationTimestamp: null, labels: { app: 'cart' } },
  spec: { containers: [container], restartPolicy: 'Always', dnsPolicy: 'ClusterFirst', ...more },
});
export function deployment(template: Fields = templateOf(app()), metadata: Fields = {}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'cart', namespace: 'shop', uid: 'u-cart', generation: 2, ...metadata },
    spec: { replicas: 3, selector: { matchLabels: { app: 'cart' } }, template },
  };
}
export function replicaSet(revision: number, template: Fields, metadata: Fields = {}): KubeObject {
  const hashed = structuredClone(template) as { metadata: { labels: Record<string, string> } };
  hashed.metadata.labels['pod-template-hash'] = `h${revision}`;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `cart-h${revision}`,
      namespace: 'shop',
      uid: `u-rs-${revision}`,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'cart', uid: 'u-cart', controller: true }],
      ...metadata,
    },
    spec: { replicas: 0, template: hashed },
  };
}
export const service = (name: string, selector: Record<string, string> | null, namespace = 'shop'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace },
  spec: { selector, ports: [{ port: 80 }] },
});
export const judgement = (cause: string, facts: Fields): Judgement => ({
  analyzer: cause,
  version: 1,
  object: target,
  cause: { id: cause, title: 'What is wrong with it' },
  confidence: 0.9,
  evidence: [
    { from: 'pod/cart-h2-a', says: 'it says so' },
    { from: 'event/cart-h2-a', says: 'and so does this' },
  ],
  facts,
  signs: { restarts: 4, longestGapSeconds: 20 },
});
export const outOfMemory = (memoryLimit = '64Mi') =>
  judgement('pod.memory-limit-exceeded', { container: 'app', memoryLimit });
export const noImage = (more: Fields = {}) =>
  judgement('pod.image-not-found', { container: 'app', image: 'registry.example/cart:2', ...more });
export const wrongPort = (rightPort: number | string = 8080, port: number | string = 8081) =>
  judgement('pod.probe-wrong-port', { container: 'app', probe: 'readinessProbe', handler: 'httpGet', port, rightPort });
export const missingVariable = (more: Fields = { lastGood: { number: 1, replicaSet: 'cart-h1' } }) =>
  judgement('pod.variable-missing', { container: 'app', variable: 'LEVEL', ...more });
export const badRevision = () =>
  judgement('workload.bad-revision', { revision: 2, symptom: 'crash', lastGood: { number: 1, replicaSet: 'cart-h1' } });
