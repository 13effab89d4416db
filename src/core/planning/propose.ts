import type { Judgement } from '../../contracts/diagnosis.ts';
import type { ActionCall } from '../../contracts/plan.ts';
import type { Guardrails } from '../../contracts/settings.ts';
import { actions } from '../actions/catalogue.ts';

/** The actions whose proof is this cause and whose parameters its facts can fill, best first. Empty when none fits. */
export function proposeActions(judgement: Judgement, bounds: Guardrails): ActionCall[] {
  return actions
    .filter((action) => action.proof.some((cause) => cause === judgement.cause.id))
    .flatMap((action) => {
      const proposed = action.propose(judgement, bounds);
      if ('refused' in proposed) return [];
      return [{ id: action.id, params: proposed.params as ActionCall['params'], risk: action.risk }];
    });
}
