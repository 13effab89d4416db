import type { Blind, Judgement } from '../../contracts/diagnosis.ts';
import type { Target } from '../../contracts/plan.ts';
import type { World } from './analyzer.ts';
import { withRevision } from './began-with.ts';
import { victimsOf } from './dependencies.ts';
import type { Case } from './judge-world.ts';
import { compare } from './world.ts';

export interface Ranked {
  judgements: Judgement[];
  victims: Map<Judgement, Target[]>;
  /** Sick workloads nobody has a cause for: not healthy, and said so. */
  unexplained: (Blind & { object: Target })[];
}

const generic = 'workload.bad-revision';

/**
 * Cause before victim, the specific before the general, the sure before the likely. A workload with a cause of its own
 * is never a victim; one whose only cause is "the new revision" is, when its own words blame a sick dependency.
 */
export function rank(world: World, cases: readonly Case[]): Ranked {
  const specific = new Map<Case, Judgement[]>();
  for (const each of cases) {
    const own = each.judgements.filter((judgement) => judgement.cause.id !== generic);
    const revision = each.judgements.find((judgement) => judgement.cause.id === generic);
    if (own.length > 0)
      specific.set(each, revision === undefined ? own : own.map((one) => withRevision(one, revision)));
  }
  const sick = cases.filter((each) => isSick(each) || each.judgements.length > 0);
  const suffers = victimsOf(world, sick, (each) => specific.has(each));
  const judgements: Judgement[] = [];
  const victims = new Map<Judgement, Target[]>();
  for (const each of sick) {
    if (suffers.has(each)) continue;
    for (const judgement of specific.get(each) ?? each.judgements) {
      judgements.push(judgement);
      victims.set(judgement, []);
    }
  }
  const mostSure = (each: Case): Judgement | undefined =>
    judgements
      .filter((one) => (specific.get(each) ?? each.judgements).includes(one))
      .sort((a, b) => b.confidence - a.confidence)[0];
  const unexplained: Ranked['unexplained'] = [];
  for (const each of sick) {
    const root = suffers.get(each);
    const cause = root === undefined ? undefined : mostSure(root);
    if (cause !== undefined) victims.get(cause)?.push(targetOf(each));
    else if (each.judgements.length === 0 && each.blind.length === 0) unexplained.push(unexplainedOf(each));
  }
  for (const list of victims.values()) list.sort((a, b) => compare(placeText(a), placeText(b)));
  judgements.sort(
    (a, b) =>
      b.confidence - a.confidence ||
      (victims.get(b)?.length ?? 0) - (victims.get(a)?.length ?? 0) ||
      compare(placeText(a.object), placeText(b.object)) ||
      compare(a.cause.id, b.cause.id),
  );
  return { judgements, victims, unexplained };
}

const isSick = ({ view }: Case): boolean =>
  view !== undefined && (view.troubles.length > 0 || view.shortfall !== undefined);
const targetOf = ({ candidate }: Case): Target => ({
  kind: candidate.kind,
  ...(candidate.metadata.namespace === undefined ? {} : { namespace: candidate.metadata.namespace }),
  name: candidate.metadata.name,
});
const placeText = (place: Target): string =>
  `${place.namespace ?? ''}/${place.name}/${place.kind}/${place.container ?? ''}`;

function unexplainedOf(each: Case): Blind & { object: Target } {
  const object = targetOf(each);
  const troubles = each.view?.troubles ?? [];
  const more = troubles.length > 1 ? ` (and ${troubles.length - 1} more pods)` : '';
  const asked = `cause of ${object.kind.toLowerCase()}/${object.namespace ?? ''}/${object.name}`;
  return {
    object,
    asked,
    why: `sick, but no known cause fits: ${troubles[0]?.says ?? each.view?.shortfall ?? ''}${more}`,
  };
}
