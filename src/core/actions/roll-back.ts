import * as z from 'zod';
import type { CauseId } from '../../contracts/facts.ts';
import { type Deployment, type KubeObject, type PodTemplate, ReplicaSet } from '../../contracts/kube.ts';
import type { Action } from './action.ts';
import { factsOf } from './facts-of.ts';
import { kubectl } from './shell-word.ts';
import { templateChanges } from './template-changes.ts';
import { workloadOf } from './workload.ts';

const Params = z.strictObject({ revision: z.int().min(0), replicaSet: z.string().min(1) });
type Params = z.infer<typeof Params>;
const proof = ['pod.variable-missing', 'workload.bad-revision', 'pod.image-not-found'] as const satisfies CauseId[];

export const rollBack: Action<Params> = {
  id: 'workload.roll-back',
  title: 'Roll a workload back to the revision that last ran',
  risk: 'medium',
  writes: ['Deployment'],
  proof,
  params: Params,

  propose(judgement) {
    const cause = proof.find((id) => id === judgement.cause.id);
    if (cause === undefined) return { refused: `${judgement.cause.id} is not answered by a roll-back` };
    const read = factsOf(judgement, cause);
    if ('refused' in read) return read;
    const good = read.facts.lastGood;
    if (good === undefined)
      return { refused: 'no earlier revision is known to have run: there is nothing to go back to' };
    return { params: { revision: good.number, replicaSet: good.replicaSet } };
  },

  changes(params, target, objects) {
    const found = workloadOf(target, objects);
    if ('refused' in found) return found;
    const template = templateOf(params, found.workload, objects);
    if ('refused' in template) return template;
    const changes = templateChanges(found.workload.spec.template, template.template);
    if (changes.length === 0)
      return { refused: `${target.name} already runs revision ${params.revision}: diagnose again` };
    return { changes };
  },

  words: (params, target) => ({
    title: `Roll ${target.name} back to revision ${params.revision}`,
    solution: `Put the pod template of ReplicaSet ${params.replicaSet} (revision ${params.revision}) back as a whole: it is the newest one that ran.`,
    preview: kubectl(
      target,
      'rollout',
      'undo',
      `${target.kind.toLowerCase()}/${target.name}`,
      `--to-revision=${params.revision}`,
    ),
  }),
};

/** The template that revision ran, without the label the controller adds to it. */
function templateOf(
  params: Params,
  workload: Deployment,
  objects: readonly KubeObject[],
): { template: PodTemplate } | { refused: string } {
  const found = objects.find(
    ({ kind, metadata }) =>
      kind === 'ReplicaSet' &&
      metadata.name === params.replicaSet &&
      metadata.namespace === workload.metadata.namespace,
  );
  if (found === undefined)
    return {
      refused: `ReplicaSet ${params.replicaSet} is gone, and with it revision ${params.revision}: mend the template by hand`,
    };
  const read = ReplicaSet.safeParse(found);
  if (!read.success) return { refused: `ReplicaSet ${params.replicaSet} cannot be read: mend the template by hand` };
  const ours = (read.data.metadata.ownerReferences ?? []).some(
    (owner) =>
      owner.kind === 'Deployment' &&
      (owner.uid === undefined ? owner.name === workload.metadata.name : owner.uid === workload.metadata.uid),
  );
  if (!ours)
    return { refused: `ReplicaSet ${params.replicaSet} is not one of ${workload.metadata.name}: diagnose again` };
  // The controller renumbers a ReplicaSet it goes back to: another number means somebody rolled back meanwhile.
  const number = read.data.metadata.annotations?.['deployment.kubernetes.io/revision'];
  if (number !== undefined && number !== String(params.revision))
    return {
      refused: `ReplicaSet ${params.replicaSet} is revision ${number} by now, not ${params.revision}: diagnose again`,
    };
  const template = structuredClone(read.data.spec.template);
  if (template.metadata?.labels) delete template.metadata.labels['pod-template-hash'];
  return { template };
}
