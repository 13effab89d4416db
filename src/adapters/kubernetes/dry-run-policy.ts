import { groupOf } from '../../contracts/identities.ts';
import type { Manifest, Subject } from './rbac.ts';

export const DRY_RUN_POLICY = 'mendgate-rehearser-dry-run-only';
export const DRY_RUN_MESSAGE =
  'This identity only rehearses: Mendgate uses it to ask the API server what a change would do before anybody is asked ' +
  'to approve it. Send the request with dryRun=All; approved changes are made by the executor identity.';

/**
 * A ValidatingAdmissionPolicy and its binding: whoever is a rehearser gets every create, update, patch, delete and connect
 * refused unless it is a dry run. Needs Kubernetes 1.30 or newer. RBAC decides first, so this only ever takes away.
 *
 * Admission policies are not asked about admission policies, their bindings and webhook configurations: RBAC alone keeps a
 * rehearser from those. Grants must not name them.
 */
export function dryRunPolicy(
  rehearsers: readonly Subject[] = [{ kind: 'Group', name: groupOf('rehearser') }],
): Manifest[] {
  const metadata = { name: DRY_RUN_POLICY, labels: { 'app.kubernetes.io/part-of': 'mendgate' } };
  const isRehearser = rehearsers.map(condition).join(' || ');
  if (isRehearser === '')
    throw new Error('the dry-run policy needs at least one rehearser: without one it would refuse nobody');
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          // `*/*` is every resource and subresource (scale, eviction and binding change things too); CONNECT is exec and proxy.
          resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*/*'] }],
        },
        // A match condition that fails to evaluate refuses everybody's write, hence has() before every optional field.
        matchConditions: [
          {
            name: 'is-rehearser',
            expression: isRehearser,
          },
        ],
        validations: [
          {
            expression: 'has(request.dryRun) && request.dryRun == true',
            message: DRY_RUN_MESSAGE,
            reason: 'Forbidden',
          },
        ],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: DRY_RUN_POLICY, validationActions: ['Deny'] },
    },
  ];
}

const condition = ({ kind, name }: Subject): string =>
  kind === 'Group'
    ? `(has(request.userInfo.groups) && ${JSON.stringify(name)} in request.userInfo.groups)`
    : `(has(request.userInfo.username) && request.userInfo.username == ${JSON.stringify(name)})`;
