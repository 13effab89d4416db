import type { Judgement } from '../../contracts/diagnosis.ts';
import { type CauseId, type FactsOf, facts } from '../../contracts/facts.ts';
import type { Refused } from './action.ts';

/** The facts of a judgement in the shape their cause promises; a model or an old record may have brought others. */
export function factsOf<C extends CauseId>(judgement: Judgement, cause: C): { facts: FactsOf<C> } | Refused {
  if (judgement.cause.id !== cause) return { refused: `the cause is ${judgement.cause.id}, not ${cause}` };
  const parsed = facts[cause].safeParse(judgement.facts);
  if (!parsed.success) return { refused: `the facts of ${cause} do not have their shape: diagnose again` };
  return { facts: parsed.data as FactsOf<C> };
}
