import { DRY_RUN_POLICY } from '../../src/adapters/kubernetes/dry-run-policy.ts';
import type { Grants } from '../../src/adapters/kubernetes/manifests.ts';
import type { Manifest } from '../../src/adapters/kubernetes/rbac.ts';
import { type Api, PATCHES } from './api.ts';
import { groupOf, ROLES, userOf } from './roles.ts';

const PATHS: Readonly<Record<string, string>> = {
  ClusterRole: '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  ClusterRoleBinding: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
  ValidatingAdmissionPolicy: '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies',
  ValidatingAdmissionPolicyBinding: '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings',
};

/** Server-side apply, so that it may be done again. */
export async function apply(admin: Api, manifests: readonly Manifest[]): Promise<void> {
  for (const manifest of manifests) {
    const path = `${PATHS[manifest.kind]}/${manifest.metadata.name}?fieldManager=mendgate&force=true&fieldValidation=Strict`;
    const { code, text } = await admin('PATCH', path, manifest, { type: PATCHES.apply });
    if (code >= 300) throw new Error(`${manifest.kind} ${manifest.metadata.name} was refused: ${code} ${text}`);
  }
}

/** Has the authorizer seen the grants? It reads them from a watch, a moment after they are stored. */
export async function grantsAreEffective(admin: Api, grants: Grants): Promise<boolean> {
  for (const role of ROLES) {
    const rule = grants[role].at(-1);
    if (rule === undefined) continue;
    const [resource, subresource] = rule.resources[0]?.split('/') ?? [];
    const { text } = await admin('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: {
        user: userOf(role),
        groups: [groupOf(role)],
        resourceAttributes: { group: rule.apiGroup, resource, subresource, verb: rule.verbs[0], namespace: 'default' },
      },
    });
    if (!JSON.parse(text).status.allowed) return false;
  }
  return true;
}

/**
 * Is a rehearser's real write refused by the policy? The write is an empty patch, which changes nothing even where the policy is
 * not there yet. It is sent as a rehearser whom RBAC lets do everything, so that only the policy can refuse it.
 */
export async function policyIsEffective(admin: Api): Promise<boolean> {
  const headers = {
    'impersonate-user': userOf('rehearser'),
    'impersonate-group': [groupOf('rehearser'), 'system:masters'],
  };
  const reply = await admin('PATCH', '/api/v1/namespaces/default', {}, { type: PATCHES.merge, headers });
  return reply.code === 403 && reply.text.includes(DRY_RUN_POLICY);
}
