/** What an identity may do, as RBAC says it. `apiGroup` '' is the core group; `resources` may name subresources. */
export interface Grant {
  readonly apiGroup: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const look = ['get', 'list'];

/** Everything the adapter reads, nothing else: no secrets, no config maps, no watch. */
export const readerGrants: readonly Grant[] = [
  { apiGroup: '', resources: ['pods', 'services', 'events', 'nodes'], verbs: look },
  { apiGroup: '', resources: ['pods/log'], verbs: ['get'] },
  { apiGroup: 'apps', resources: ['deployments', 'replicasets', 'statefulsets', 'daemonsets'], verbs: look },
  { apiGroup: 'discovery.k8s.io', resources: ['endpointslices'], verbs: look },
  { apiGroup: 'autoscaling', resources: ['horizontalpodautoscalers'], verbs: look },
  { apiGroup: 'metrics.k8s.io', resources: ['pods'], verbs: look },
];
