import type { Alert } from '../../contracts/alert.ts';
import type { Category } from '../../contracts/incident.ts';

/** What a person would look at first. Only looking is advised here: changes come as typed actions in a plan. */
const advice: Readonly<Record<Category, readonly string[]>> = {
  application: [
    'Look at the pods of {what}: restarts, last state and exit code',
    'Read the log of the previous run of {what}',
    'Compare with the last rollout of {what}: image, environment, limits',
  ],
  infrastructure: [
    'Look at the conditions of the nodes: pressure, readiness, disk',
    'See which pods were evicted or cannot be scheduled',
    'Check free space on volumes and claims',
  ],
  network: [
    'See whether {what} has ready endpoints',
    'Check name resolution and network policies around {what}',
    'Compare latency and error rates of {what} with those of what it calls',
  ],
  database: [
    'Look at connections, locks and storage of the database',
    'See which services wait for the database',
    'Check the last schema change, failover or backup',
  ],
  security: [
    'See who acted: the audit log around the time of the alarm',
    'Check the validity of certificates and keys that are named',
    'Tell the people who answer for security before anything is changed',
  ],
  other: ['Open the alarm at its source', 'See what changed around {what} shortly before the alarm began'],
};
const whenNothing = 'the affected service';

export function recommend(category: Category, alerts: readonly Alert[]): string[] {
  const named = alerts.find((alert) => (alert.workload ?? alert.service) !== undefined);
  const name = named?.workload ?? named?.service;
  const what = name === undefined ? whenNothing : named?.namespace === undefined ? name : `${named.namespace}/${name}`;
  // A function, because a name may hold `$&`, which a replacement text would act on.
  return advice[category].map((text) => text.replaceAll('{what}', () => what)).slice(0, 10);
}
