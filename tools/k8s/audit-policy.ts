import { groupOf, ROLES } from './roles.ts';

/** The control plane's own identities: their hundreds of writes a second would bury what people and Mendgate do. */
export const SYSTEM_USERS = [
  'system:apiserver',
  'system:kube-controller-manager',
  'system:kube-scheduler',
  'kwok',
] as const;

/**
 * What the API server notes down: writes with their body, reads by Mendgate's identities without, the control plane's own
 * traffic not at all. The first rule that matches decides.
 */
export const auditPolicy = (): Record<string, unknown> => ({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitManagedFields: true,
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', users: SYSTEM_USERS },
    { level: 'None', userGroups: ['system:serviceaccounts'] },
    { level: 'None', nonResourceURLs: ['*'] },
    // Who touched a secret is evidence; what was in it must not be copied into a log.
    { level: 'Metadata', resources: [{ group: '', resources: ['secrets', 'serviceaccounts/token'] }] },
    { level: 'Request', verbs: ['create', 'update', 'patch', 'delete', 'deletecollection'] },
    { level: 'Metadata', userGroups: ROLES.map(groupOf) },
    { level: 'None' },
  ],
});
