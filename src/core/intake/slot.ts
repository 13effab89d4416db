import type { Alert } from '../../contracts/alert.ts';

/**
 * The place a storm belongs to, as text: `cluster/namespace/name`, name being the workload, else the service, else the title.
 * Alerts of one storm name one place, and only one incident can hold it. A workload and a service of one name share their
 * slot on purpose: they are two views of one thing.
 */
export function slotOf(cluster: string, alert: Alert): string {
  const name = alert.workload ?? alert.service ?? alert.title;
  return [cluster, alert.namespace ?? '', name].map(escaped).join('/');
}

/** Keeps parts apart: `a/b` in one part is not two parts. */
const escaped = (part: string): string => part.toWellFormed().replaceAll('%', '%25').replaceAll('/', '%2F');
