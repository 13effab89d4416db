import type { Diagnosis, Judgement } from '../../contracts/diagnosis.ts';
import type { ActionCall } from '../../contracts/plan.ts';
import type { WorldRecord } from '../../contracts/world.ts';
import { judgeWorld } from './judge-world.ts';
import type { Scope } from './scope.ts';

/** The public answer. `judgements` are in the order of the findings; the same record gives the same bytes. */
export function diagnose(
  record: WorldRecord,
  scope: Scope,
  actionsFor: (judgement: Judgement) => ActionCall[],
): { diagnosis: Diagnosis; judgements: Judgement[] } {
  const { judgements, victims, blind } = judgeWorld(record, scope);
  let line = 0;
  const findings = judgements.map((judgement, at) => ({
    rank: at + 1,
    object: judgement.object,
    cause: judgement.cause,
    confidence: judgement.confidence,
    evidence: judgement.evidence.map(({ from, says }) => {
      line += 1;
      return { id: `e${line}`, from, says };
    }),
    victims: [...(victims.get(judgement) ?? [])],
    actions: actionsFor(judgement),
  }));
  const healthy = findings.length === 0 && blind.length === 0;
  return { diagnosis: { schema: 'mendgate.diagnosis/1', source: record.source, healthy, findings, blind }, judgements };
}
