import { groupOf, type Identity, identities } from '../../contracts/identities.ts';
import type { Grant } from './reader.grants.ts';

/** Whom a binding names. */
export type Subject = { readonly kind: 'User' | 'Group'; readonly name: string };
export type Manifest = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
};

/**
 * One ClusterRole and one ClusterRoleBinding per identity, named mendgate-<identity>. `also` adds subjects to its group, for
 * clusters where the identity cannot carry a group (a service account: User system:serviceaccount:<namespace>:<name>).
 */
export function rbac(
  grants: { readonly [I in Identity]: readonly Grant[] },
  also: Partial<Record<Identity, readonly Subject[]>> = {},
): Manifest[] {
  return identities.flatMap((identity) => {
    const metadata = { name: `mendgate-${identity}`, labels: { 'app.kubernetes.io/part-of': 'mendgate' } };
    const subjects: readonly Subject[] = [{ kind: 'Group', name: groupOf(identity) }, ...(also[identity] ?? [])];
    return [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata,
        rules: grants[identity].map(policyRule),
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata,
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name },
        subjects: subjects.map((subject) => ({ ...subject, apiGroup: 'rbac.authorization.k8s.io' })),
      },
    ];
  });
}

// Who may write these may give itself everything else; admission policies are not even asked about the first.
const KEYS_TO_THE_HOUSE = ['admissionregistration.k8s.io', 'rbac.authorization.k8s.io', 'authentication.k8s.io'];

function policyRule(rule: Grant): { apiGroups: string[]; resources: readonly string[]; verbs: readonly string[] } {
  // A wildcard would grant what nobody wrote down, secrets first of all.
  if ([rule.apiGroup, ...rule.resources, ...rule.verbs].some((word) => word.includes('*')))
    throw new Error(`a grant must name what it grants, not *: ${JSON.stringify(rule)}`);
  if (KEYS_TO_THE_HOUSE.includes(rule.apiGroup) || rule.resources.some((r) => r.split('/')[0] === 'secrets'))
    throw new Error(`Mendgate never holds rights on secrets, roles or admission: ${JSON.stringify(rule)}`);
  if (rule.resources.length === 0 || rule.verbs.length === 0)
    throw new Error(`a grant needs at least one resource and one verb: ${JSON.stringify(rule)}`);
  return { apiGroups: [rule.apiGroup], resources: rule.resources, verbs: rule.verbs };
}
