import type { StepId } from '../src/contracts/wiring.ts';

/** Under which identity a cluster is looked at or changed. */
export const identities = ['reader', 'rehearser', 'executor'] as const;
export type Identity = (typeof identities)[number];

/** Which step opens clusters under which identity: it may take that role and no other. */
export const identityOf = {
  'collect-evidence': 'reader',
  'plan-remediation': 'reader',
  'plan-again': 'reader',
  're-prove-claims': 'reader',
  'watch-recovery': 'reader',
  'rehearse-plan': 'rehearser',
  'run-plan': 'executor',
  'roll-back': 'executor',
} as const satisfies Partial<Record<StepId, Identity>>;

/** Inside of Kubernetes a role is a member of this group; RBAC binds it to the grants of src/adapters/kubernetes (the groups of tools/k8s/roles.ts). */
export const groupOf = (identity: Identity): string => `mendgate:${identity}s`;
