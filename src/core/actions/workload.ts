import { type Container, Deployment, type KubeObject } from '../../contracts/kube.ts';
import type { Target } from '../../contracts/plan.ts';
import type { Refused } from './action.ts';
import { ownerOf } from './owner.ts';

/**
 * The workload an action would write, if it may be written here at all. Only Deployments in this build: a StatefulSet does
 * not replace a pod that never became ready, so a mended template alone would mend nothing there.
 */
export function workloadOf(target: Target, objects: readonly KubeObject[]): { workload: Deployment } | Refused {
  const named = `${target.kind} ${target.namespace ?? ''}/${target.name}`;
  if (target.kind !== 'Deployment')
    return { refused: `${named} is no Deployment: this build writes Deployments only, mend it by hand` };
  const found = objects.find(
    ({ kind, metadata }) =>
      kind === target.kind && metadata.name === target.name && metadata.namespace === target.namespace,
  );
  if (found === undefined) return { refused: `${named} is not there any more: diagnose again` };
  const workload = Deployment.safeParse(found);
  if (!workload.success) return { refused: `${named} cannot be read as a Deployment: look at it by hand` };
  if (workload.data.metadata.deletionTimestamp) return { refused: `${named} is being deleted: nothing to mend` };
  const owner = ownerOf(workload.data);
  if (owner?.reverts)
    return { refused: `${named} is kept by ${owner.who}: mended here it would be reverted, propose it at its source` };
  return { workload: workload.data };
}

/** A container of the pod template with the pointer it stands at; init containers too, they have names of their own. */
export function containerOf(
  workload: Deployment,
  name: string,
): { container: Container; keys: (string | number)[] } | Refused {
  for (const list of ['containers', 'initContainers'] as const) {
    const index = workload.spec.template.spec[list]?.findIndex((container) => container.name === name) ?? -1;
    const container = workload.spec.template.spec[list]?.[index];
    if (container !== undefined) return { container, keys: ['spec', 'template', 'spec', list, index] };
  }
  return { refused: `${workload.metadata.name} has no container ${name} any more: diagnose again` };
}
