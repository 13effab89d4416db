import type { Grants, Rule } from './rbac.ts';

const look = ['get', 'list', 'watch'];

const reader: readonly Rule[] = [
  {
    apiGroup: '',
    resources: [
      'configmaps',
      'endpoints',
      'events',
      'limitranges',
      'namespaces',
      'nodes',
      'persistentvolumeclaims',
      'pods',
      'replicationcontrollers',
      'resourcequotas',
      'services',
    ],
    verbs: look,
  },
  { apiGroup: '', resources: ['pods/log'], verbs: ['get'] },
  {
    apiGroup: 'apps',
    resources: ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
    verbs: look,
  },
  { apiGroup: 'batch', resources: ['cronjobs', 'jobs'], verbs: look },
  { apiGroup: 'autoscaling', resources: ['horizontalpodautoscalers'], verbs: look },
  { apiGroup: 'discovery.k8s.io', resources: ['endpointslices'], verbs: look },
  { apiGroup: 'policy', resources: ['poddisruptionbudgets'], verbs: look },
  { apiGroup: 'metrics.k8s.io', resources: ['pods'], verbs: look },
];

const change: readonly Rule[] = [
  { apiGroup: 'apps', resources: ['daemonsets', 'deployments', 'statefulsets'], verbs: ['patch'] },
  { apiGroup: '', resources: ['services'], verbs: ['patch'] },
];

// Dry run needs the right it rehearses, so the rehearser holds the executor's and the Pod it makes from a new template; the
// dry-run policy takes away the doing.
export const defaultGrants: Grants = {
  reader,
  rehearser: [...reader, ...change, { apiGroup: '', resources: ['pods'], verbs: ['create'] }],
  executor: [...reader, ...change],
};
