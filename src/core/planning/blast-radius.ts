import { type KubeObject, type PodTemplate, Service } from '../../contracts/kube.ts';
import type { BlastRadius } from '../../contracts/plan.ts';

/** How much a new revision of one workload touches: its pods, and the Services whose traffic they carry before or after. */
export function blastRadius(
  workload: KubeObject & { spec: { replicas?: number | undefined } },
  templates: readonly PodTemplate[],
  objects: readonly KubeObject[],
): BlastRadius {
  const services = objects.flatMap((object) => {
    if (object.kind !== 'Service' || object.metadata.namespace !== workload.metadata.namespace) return [];
    const service = Service.safeParse(object);
    // A Service we cannot read might carry this traffic: counted, never assumed away.
    if (!service.success) return [object.metadata.name];
    const selector = Object.entries(service.data.spec.selector ?? {});
    const carries = templates.some(({ metadata }) =>
      selector.every(([key, value]) => metadata?.labels?.[key] === value),
    );
    return selector.length > 0 && carries ? [object.metadata.name] : [];
  });
  // Kubernetes: an absent `replicas` means one.
  return { workloads: 1, replicas: workload.spec.replicas ?? 1, services: [...new Set(services)].sort() };
}
