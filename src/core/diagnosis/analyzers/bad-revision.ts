import { type Instant, readInstant, secondsBetween } from '../../../contracts/instant.ts';
import type { Pod } from '../../../contracts/kube.ts';
import type { Analyzer } from '../analyzer.ts';
import { finding, type Line } from '../finding.ts';
import { conditionOf, containersOf } from '../pod-state.ts';
import { lastGoodOf, type Revision } from '../revisions.ts';
import { type Symptom, type Trouble, troubleOf } from '../trouble.ts';
import { viewWorkload, type WorkloadView } from '../workload.ts';

/** A revision that served for longer than this before it failed was not bad from birth. */
const BIRTH_SECONDS = 600;

/** A pod no node takes is left out: that is as often the cluster's trouble as the template's. */
const order: readonly Symptom[] = ['image', 'config', 'crash', 'not-ready'];

export const badRevision: Analyzer & { id: 'workload.bad-revision' } = {
  id: 'workload.bad-revision',
  title: 'The new revision fails where the one before it ran',
  version: 1,
  about: ['Deployment'],
  needs: ['Deployment', 'Pod', 'ReplicaSet'],
  follow: () => [],
  judge(world, candidate) {
    const viewed = viewWorkload(world, candidate);
    if (viewed.is === 'blind') return viewed;
    if (viewed.is === 'idle') return { is: 'healthy' };
    const { view } = viewed;
    const { current } = view;
    const troubles = view.troubles.filter((each) => order.includes(each.symptom));
    if (view.unknownRevisions !== undefined && troubles.length > 0) return view.unknownRevisions;
    const good = lastGoodOf(view.earlier);
    const worst = worstOf(troubles);
    if (current === undefined || good === undefined || worst === undefined) return { is: 'healthy' };
    // The old pods are sick in the same way: what changed is around them, not in the template.
    const older = view.olderPods.flatMap((pod) => troubleOf(pod, world.at) ?? []);
    if (older.some((trouble) => trouble.symptom === worst.symptom)) return { is: 'healthy' };
    if (isComplete(view) && good.ran !== 'now' && !failedAtBirth(view, current)) return { is: 'healthy' };
    return finding(badRevision, world, {
      view,
      confidence: confidence(view, good, troubles),
      evidence: evidence(view, current, good, troubles, worst),
      facts: {
        revision: current.number,
        symptom: worst.symptom,
        lastGood: { number: good.number, replicaSet: good.replicaSet },
      },
      pods: troubles.map((trouble) => trouble.pod),
    });
  },
};

const worstOf = (troubles: readonly Trouble[]): Trouble | undefined =>
  [...troubles].sort((a, b) => order.indexOf(a.symptom) - order.indexOf(b.symptom))[0];

const progress = (view: WorkloadView) => conditionOf(view.object.status?.conditions, 'Progressing');
/** All pods of this revision were available once. A crash loop without a readiness probe passes for that, too. */
const isComplete = (view: WorkloadView): boolean => progress(view)?.reason === 'NewReplicaSetAvailable';

function failedAtBirth(view: WorkloadView, current: Revision): boolean {
  const first = view.troubles.flatMap(({ pod }) => firstSign(pod) ?? []).sort()[0];
  if (first === undefined || current.createdAt === undefined) return false;
  return secondsBetween(current.createdAt, first) <= BIRTH_SECONDS;
}

/** The earliest time that shows the pod unwell. */
function firstSign(pod: Pod): Instant | undefined {
  const ready = conditionOf(pod.status?.conditions, 'Ready');
  const times = containersOf(pod).flatMap(({ status }) => [
    readInstant(status.lastState?.terminated?.finishedAt),
    readInstant(status.state?.terminated?.finishedAt),
  ]);
  if (ready?.status === 'False') times.push(readInstant(ready.lastTransitionTime));
  return times.filter((each) => each !== undefined).sort()[0];
}

/** Always below a specific cause: this one says when it began, not why. */
function confidence(view: WorkloadView, good: Revision, troubles: readonly Trouble[]): number {
  const stuck = progress(view)?.reason === 'ProgressDeadlineExceeded' ? 0.04 : 0;
  const all = troubles.length === view.pods.length ? 0.04 : 0;
  return (good.ran === 'now' ? 0.7 : 0.58) + stuck + all;
}

function evidence(
  view: WorkloadView,
  current: Revision,
  good: Revision,
  troubles: readonly Trouble[],
  worst: Trouble,
): Line[] {
  const set = (name: string) => `replicaset/${view.namespace ?? ''}/${name}`;
  const made = current.createdAt === undefined ? '' : ` made at ${current.createdAt}`;
  const lines = [
    {
      from: set(current.replicaSet),
      says: `began with revision ${current.number}${made}: ${troubles.length} of ${view.pods.length} pods fail, ${worst.says}`,
    },
    {
      from: set(good.replicaSet),
      says:
        good.ran === 'now'
          ? `revision ${good.number} still has ${good.available} available pods`
          : `revision ${good.number} was available until revision ${current.number} came`,
    },
  ];
  const condition = progress(view);
  if (condition?.reason !== 'ProgressDeadlineExceeded') return lines;
  const from = `deployment/${view.namespace ?? ''}/${view.name}`;
  return [...lines, { from, says: `Progressing=${condition.status} ${condition.reason}` }];
}
