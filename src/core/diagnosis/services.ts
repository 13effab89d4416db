import type { Service } from '../../contracts/kube.ts';
import type { WorkloadView } from './workload.ts';

/** Whether the Service sends traffic to this workload's pods. A Service without a selector sends it where we cannot see. */
export function serves(service: Service, view: WorkloadView): boolean {
  if (service.metadata.namespace !== view.namespace) return false;
  const wanted = Object.entries(service.spec.selector ?? {});
  const labels = view.template.metadata?.labels ?? {};
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}
