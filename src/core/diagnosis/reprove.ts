import canonicalize from 'canonicalize';
import { type Kind, type KubeObject, kinds } from '../../contracts/kube.ts';
import type { Claim } from '../../contracts/plan.ts';
import type { WorldRecord } from '../../contracts/world.ts';
import { analyzers } from './catalogue.ts';
import { judgeOne } from './judge-world.ts';
import { readWorkload } from './parsed.ts';
import { openWorld } from './world.ts';

export type Reproof =
  | { is: 'holds' }
  /** `absent` and `idle` (nobody wants pods) show no signal either, but only `healthy` is positive evidence of a workload that serves. */
  | { is: 'gone'; how: 'healthy' | 'absent' | 'idle'; says: string }
  /** `signal: 'gone'`: nothing is seen of this fault or of any other, but the workload is not proven well. */
  | { is: 'changed'; says: string; signal?: 'gone' }
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
  if (got.is === 'absent') return { is: 'gone', how: 'absent', says: `${where} does not exist any more` };
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
      return silent(got.object, where, analyzer.title.toLowerCase());
    }
  }
}

/** No signal: what is there instead? A workload without pods is as silent as one that is well. */
function silent(object: KubeObject, where: string, title: string): Reproof {
  const notBack = (why: string): Reproof => ({
    is: 'changed',
    says: `the signal is gone, but ${where} is not back yet (${why})`,
    signal: 'gone',
  });
  if (object.metadata.deletionTimestamp) return notBack('it is being deleted');
  const read = readWorkload(object);
  if ('why' in read) return { is: 'blind', says: `${where}: ${read.why}` };
  const { spec, status } = read.value;
  if (object.kind !== 'DaemonSet' && spec.replicas === 0)
    return { is: 'gone', how: 'idle', says: `${where} is scaled to zero: no pods are wanted, so none can be sick` };
  const { generation } = object.metadata;
  const observed = status?.observedGeneration;
  // Counts of an older generation speak of what was wanted before.
  if (generation === undefined || observed === undefined || observed < generation)
    return notBack('its controller has not reported on the newest version');
  const counts = countsOf(object.kind, spec.replicas, status ?? {});
  if (counts === undefined) return notBack('its controller has not said how many pods are wanted');
  const { desired, up, word, newest, total } = counts;
  if (desired === 0) return { is: 'gone', how: 'idle', says: `${where} has no node to run on: no pods are wanted` };
  if (up !== desired) return notBack(`${up} of ${desired} ${word}`);
  // Pods of the version before count as available too: with them a new version that does not start would pass for well.
  if (newest !== desired || total !== desired)
    return notBack(`${up} of ${desired} ${word}, but ${newest} of ${total} pods run the newest version`);
  return { is: 'gone', how: 'healthy', says: `${where}: ${title} is no longer seen, ${up} of ${desired} ${word}` };
}

/** Wanted and serving, in the words each controller has for them; undefined where it has not said how many it wants. */
function countsOf(kind: string, replicas: number | undefined, status: Record<string, unknown>) {
  const count = (name: string): number => (typeof status[name] === 'number' ? status[name] : 0);
  if (kind === 'Deployment') {
    const newest = count('updatedReplicas');
    return {
      desired: replicas ?? 1,
      up: count('availableReplicas'),
      word: 'available',
      newest,
      total: count('replicas'),
    };
  }
  const set = kind === 'StatefulSet';
  const desired = set ? (replicas ?? 1) : status.desiredNumberScheduled;
  if (typeof desired !== 'number') return undefined;
  // These two may leave pods on an older revision on purpose (partition, OnDelete), so only readiness counts.
  return { desired, up: count(set ? 'readyReplicas' : 'numberReady'), word: 'ready', newest: desired, total: desired };
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
