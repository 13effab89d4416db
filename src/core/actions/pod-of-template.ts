import { Fault } from '../../contracts/fault.ts';
import type { KubeObject } from '../../contracts/kube.ts';
import { valueAt } from './pointer.ts';

/**
 * A Pod as the controller would make it from the workload's template: a dry run of the workload passes although its pods
 * will be refused (PodSecurity, quota, LimitRange), so the pod itself is tried too. It has no owner, so a real create of it
 * would be an orphan: only ever rehearse it.
 */
export function podOfTemplate(workload: KubeObject, name: string): KubeObject {
  const template = valueAt(workload, ['spec', 'template']);
  const spec = valueAt(workload, ['spec', 'template', 'spec']);
  if (!template.found || !spec.found)
    throw new Fault('Bug', `${workload.kind} has no pod template`, 'Rehearse only workloads.');
  const metadata: KubeObject['metadata'] = { name };
  if (workload.metadata.namespace !== undefined) metadata.namespace = workload.metadata.namespace;
  for (const field of ['labels', 'annotations'] as const) {
    const map = valueAt(template.value, ['metadata', field]);
    if (map.found && map.value !== null) metadata[field] = structuredClone(map.value) as Record<string, string>;
  }
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: structuredClone(spec.value) };
}
