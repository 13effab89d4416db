import { type Grant, readerGrants } from './reader.grants.ts';

/** Changes workloads and Services by patch. It creates and deletes nothing and holds no other verb. */
export const executorGrants: readonly Grant[] = [
  ...readerGrants,
  { apiGroup: 'apps', resources: ['deployments', 'statefulsets', 'daemonsets'], verbs: ['patch'] },
  { apiGroup: '', resources: ['services'], verbs: ['patch'] },
];
