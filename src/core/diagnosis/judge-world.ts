import type { Blind, Judgement } from '../../contracts/diagnosis.ts';
import type { KubeObject } from '../../contracts/kube.ts';
import type { Target } from '../../contracts/plan.ts';
import type { WorldRecord } from '../../contracts/world.ts';
import type { World } from './analyzer.ts';
import { candidatesOf } from './candidates.ts';
import { analyzers } from './catalogue.ts';
import { withContext } from './context.ts';
import { inScope } from './in-scope.ts';
import { rank } from './rank.ts';
import type { Scope } from './scope.ts';
import { viewWorkload, type WorkloadView } from './workload.ts';
import { compare, openWorld } from './world.ts';

export interface WorldJudged {
  /** Best first. */
  judgements: Judgement[];
  /** Workloads that suffer from a judgement's object and have no cause of their own. */
  victims: ReadonlyMap<Judgement, readonly Target[]>;
  blind: Blind[];
}

/** One sick or well workload with all that was said about it. */
export interface Case {
  candidate: KubeObject;
  view: WorkloadView | undefined;
  judgements: Judgement[];
  blind: Blind[];
}

export function judgeWorld(record: WorldRecord, scope: Scope): WorldJudged {
  const world = openWorld(record);
  const { candidates, blind } = candidatesOf(world, scope);
  const cases = candidates.map((candidate) => judgeOne(world, candidate));
  const ranked = rank(world, cases);
  const wanted = inScope(world, scope, cases);
  const judgements = ranked.judgements.filter(
    (judgement) =>
      wanted.has(judgement.object) || (ranked.victims.get(judgement) ?? []).some((victim) => wanted.has(victim)),
  );
  const ownBlind = cases.filter((each) => wanted.hasCase(each)).flatMap((each) => each.blind);
  const unexplained = ranked.unexplained
    .filter((each) => wanted.has(each.object))
    .map(({ asked, why }) => ({ asked, why }));
  const all = [...blind.filter((each) => wanted.hasBlind(each)), ...wanted.missing, ...ownBlind, ...unexplained];
  return { judgements, victims: ranked.victims, blind: distinct(all) };
}

/** Every analyzer that knows this kind; one finding per object and cause follows from one verdict per analyzer. */
export function judgeOne(world: World, candidate: KubeObject): Case {
  const judgements: Judgement[] = [];
  const blind: Blind[] = [];
  for (const analyzer of analyzers) {
    if (!analyzer.about.some((kind) => kind === candidate.kind)) continue;
    const verdict = analyzer.judge(world, candidate);
    if (verdict.is === 'finding') judgements.push(verdict.judgement);
    else if (verdict.is === 'blind') blind.push({ asked: verdict.asked, why: verdict.why });
  }
  const viewed = viewWorkload(world, candidate);
  const view = viewed.is === 'found' ? viewed.view : undefined;
  const told = view === undefined ? judgements : judgements.map((each) => withContext(world, each, view));
  return { candidate, view, judgements: told, blind };
}

function distinct(blind: readonly Blind[]): Blind[] {
  const byAsked = new Map(blind.map((each) => [`${each.asked}\n${each.why}`, each]));
  return [...byAsked.values()].sort((a, b) => compare(a.asked, b.asked) || compare(a.why, b.why));
}
