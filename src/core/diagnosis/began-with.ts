import type { Judgement } from '../../contracts/diagnosis.ts';

/** A specific cause says more than "the new revision is bad", but when it began is worth knowing. */
export function withRevision(judgement: Judgement, revision: Judgement): Judgement {
  const [first] = revision.evidence;
  return first === undefined ? judgement : { ...judgement, evidence: [...judgement.evidence, first] };
}
