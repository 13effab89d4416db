import type { Identity } from '../src/contracts/identities.ts';
import type { StepId } from '../src/contracts/wiring.ts';

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
