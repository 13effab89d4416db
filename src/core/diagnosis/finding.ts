import type { Judgement } from '../../contracts/diagnosis.ts';
import { type CauseId, type FactsOf, facts } from '../../contracts/facts.ts';
import type { Pod } from '../../contracts/kube.ts';
import type { Target } from '../../contracts/plan.ts';
import type { Analyzer, Verdict, World } from './analyzer.ts';
import { signsOf } from './signs.ts';
import type { WorkloadView } from './workload.ts';

export interface Line {
  from: string;
  says: string;
}

interface Found<C extends CauseId> {
  view: WorkloadView;
  container?: string;
  confidence: number;
  evidence: readonly Line[];
  facts: FactsOf<C>;
  /** The pods that show it. */
  pods: readonly Pod[];
}

/** How sure an analyzer may be: what is left is for causes nobody has thought of. */
const MOST = 0.98;

/** A verdict in the one shape all analyzers give it. */
export function finding<C extends CauseId>(analyzer: Analyzer & { id: C }, world: World, found: Found<C>): Verdict {
  const { view, container } = found;
  const judgement: Judgement = {
    analyzer: analyzer.id,
    version: analyzer.version,
    object: { ...targetOf(view), ...(container === undefined ? {} : { container }) },
    cause: { id: analyzer.id, title: analyzer.title },
    confidence: Math.round(Math.min(MOST, Math.max(0, found.confidence)) * 100) / 100,
    evidence: found.evidence.map(({ from, says }) => ({ from, says })),
    facts: facts[analyzer.id].parse(found.facts) as Judgement['facts'],
    signs: signsOf(world, found.pods, container),
  };
  return { is: 'finding', judgement };
}

export const targetOf = ({ kind, namespace, name }: WorkloadView): Target => ({
  kind,
  ...(namespace === undefined ? {} : { namespace }),
  name,
});
export const podText = (pod: Pod): string => `pod/${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
