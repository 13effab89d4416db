import { type Instant, readInstant, secondsBetween } from '../../contracts/instant.ts';
import type { Deployment, PodTemplate, ReplicaSet } from '../../contracts/kube.ts';
import { conditionOf } from './pod-state.ts';
import { compare } from './world.ts';

export interface Revision {
  number: number;
  replicaSet: string;
  template: PodTemplate;
  createdAt: Instant | undefined;
  available: number;
  /** Whether its pods were ever available: still are, were until the next revision came, or nothing tells. */
  ran: 'now' | 'before' | 'unknown';
}

const REVISION = 'deployment.kubernetes.io/revision';
/** With strategy Recreate the old pods end before the new ReplicaSet is made. */
const RECREATE_SECONDS = 120;

const numberOf = (object: { metadata: { annotations?: Record<string, string> | null | undefined } }) => {
  const text = object.metadata.annotations?.[REVISION];
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
};

/** The revisions of a Deployment, the current one apart, the earlier ones newest first. */
export function revisionsOf(deployment: Deployment, owned: readonly ReplicaSet[]) {
  const newestFirst = [...owned].sort(
    (a, b) =>
      (numberOf(b) ?? 0) - (numberOf(a) ?? 0) ||
      compare(b.metadata.creationTimestamp ?? '', a.metadata.creationTimestamp ?? '') ||
      compare(a.metadata.name, b.metadata.name),
  );
  const number = numberOf(deployment);
  const chosen = newestFirst.find((each) => number !== undefined && numberOf(each) === number) ?? newestFirst[0];
  if (chosen === undefined) return { current: undefined, earlier: [] };
  const current = revisionOf(chosen, 'unknown');
  // Without revision numbers nothing tells which ReplicaSet came before which.
  const before = newestFirst.filter((each) => (numberOf(each) ?? Number.POSITIVE_INFINITY) < current.number);
  const serves = (set: ReplicaSet) => (set.status?.availableReplicas ?? 0) > 0;
  // Where an older one still serves, the Deployment's availability was that one's and tells nothing of those between.
  const until = !before.some(serves) && wasAvailableUntil(deployment, current.createdAt);
  const earlier = before.map((each, index) =>
    revisionOf(each, serves(each) ? 'now' : until && index === 0 ? 'before' : 'unknown'),
  );
  return { current, earlier };
}

function revisionOf(set: ReplicaSet, ran: Revision['ran']): Revision {
  return {
    number: numberOf(set) ?? 0,
    replicaSet: set.metadata.name,
    template: set.spec.template,
    createdAt: readInstant(set.metadata.creationTimestamp),
    available: set.status?.availableReplicas ?? 0,
    ran,
  };
}

/** The Deployment was available up to the moment this revision came: so the one before it ran. */
function wasAvailableUntil(deployment: Deployment, came: Instant | undefined): boolean {
  const condition = conditionOf(deployment.status?.conditions, 'Available');
  const turned = readInstant(condition?.lastTransitionTime);
  if (condition === undefined || turned === undefined || came === undefined) return false;
  const after = secondsBetween(came, turned);
  return condition.status === 'True' ? after < 0 : after >= -RECREATE_SECONDS;
}

export const lastGoodOf = (earlier: readonly Revision[]): Revision | undefined =>
  earlier.find((each) => each.ran !== 'unknown');
