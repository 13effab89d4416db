import canonicalize from 'canonicalize';
import { type Kind, kinds } from '../../contracts/kube.ts';
import type { Claim } from '../../contracts/plan.ts';
import type { WorldRecord } from '../../contracts/world.ts';
import { analyzers } from './catalogue.ts';
import { judgeOne } from './judge-world.ts';
import { openWorld } from './world.ts';

export type Reproof =
  | { is: 'holds' }
  | { is: 'gone'; says: string }
  | { is: 'changed'; says: string }
  | { is: 'blind'; says: string };

/** Lets the claim's own analyzer judge its object again: anything but the same facts from the same version is a no. */
export function reprove(claim: Claim, record: WorldRecord): Reproof {
  const analyzer = analyzers.find((each) => each.id === claim.analyzer);
  if (analyzer === undefined) return { is: 'changed', says: `this build has no analyzer ${claim.analyzer}` };
  if (analyzer.version !== claim.version) {
    return {
      is: 'changed',
      says: `${claim.analyzer} is now version ${analyzer.version}, the claim is of ${claim.version}`,
    };
  }
  const { kind, namespace, name } = claim.object;
  const where = `${kind.toLowerCase()}/${namespace ?? ''}/${name}`;
  if (!isKind(kind)) return { is: 'changed', says: `${where} is of a kind that is never judged` };
  const world = openWorld(record);
  const got = world.get({ kind, namespace, name });
  if (got.is === 'blind') return { is: 'blind', says: `${got.asked}: ${got.why}` };
  if (got.is === 'absent') return { is: 'gone', says: `${where} does not exist any more` };
  const verdict = analyzer.judge(world, got.object);
  switch (verdict.is) {
    case 'blind':
      return { is: 'blind', says: `${verdict.asked}: ${verdict.why}` };
    case 'finding': {
      const now = verdict.judgement;
      if (now.cause.id === claim.cause && sameText(now.facts, claim.facts) && sameText(now.object, claim.object)) {
        return { is: 'holds' };
      }
      return { is: 'changed', says: `${where}: ${differences(claim.facts, now.facts)}` };
    }
    case 'healthy': {
      const { judgements, view } = judgeOne(world, got.object);
      const other = judgements[0];
      if (other !== undefined) return { is: 'changed', says: `${where}: now ${other.cause.title} (${other.cause.id})` };
      const trouble = view?.troubles[0]?.says ?? view?.shortfall;
      if (trouble !== undefined) return { is: 'changed', says: `${where} is still sick, but not so: ${trouble}` };
      return { is: 'gone', says: `${where}: ${analyzer.title.toLowerCase()} is no longer seen` };
    }
  }
}

const isKind = (kind: string): kind is Kind => Object.hasOwn(kinds, kind);
const text = (value: unknown): string => canonicalize(value) ?? '';
const sameText = (a: unknown, b: unknown): boolean => text(a) === text(b);

function differences(before: Claim['facts'], now: Claim['facts']): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  const moved = names.filter((name) => !sameText(before[name], now[name]));
  if (moved.length === 0) return 'the object is not the same';
  return moved
    .map((name) => `${name} was ${text(before[name]) || 'absent'}, is ${text(now[name]) || 'absent'}`)
    .join('; ');
}
