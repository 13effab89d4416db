import type { Incident } from '../../src/contracts/incident.ts';
import { keys } from '../../src/core/ledger/keys.ts';
import { create, shapes } from '../../src/core/ledger/shapes.ts';
import type { Ports } from '../../src/core/ports.ts';

const severities = ['low', 'medium', 'high', 'critical'] as const;
const statuses = ['open', 'waiting', 'running', 'recovered', 'escalated', 'closed'] as const;
const cause = { id: 'pod.memory-limit-exceeded', title: 'Memory limit below what the container needs' };

/** One of many incidents, of the size real ones have: what a list is told is more than what it shows. */
function incident(number: number, tenant: string): Incident {
  const at = new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString();
  const workload = `app-${number % 97}`;
  const pod = `${workload}-7d9c5b6f48-x2x8k`;
  return {
    id: `01K${String(number).padStart(23, '0')}`,
    tenant,
    status: statuses[number % statuses.length] ?? 'open',
    reason: cause.title,
    title: `KubePodCrashLooping ${number}`,
    source: 'alertmanager',
    hook: 'alertmanager',
    cluster: 'prod-eu',
    namespace: `team-${number % 10}`,
    workload,
    openedAt: at,
    updatedAt: at,
    alerts: 1 + (number % 5),
    dirty: false,
    triage: {
      severity: severities[number % severities.length] ?? 'low',
      category: 'application',
      confidence: 0.95,
      summary: `Pod team/${pod} (app) is in waiting state (reason: "CrashLoopBackOff").`,
      likelyCause: 'KubePodCrashLooping says: Pod is crash looping.',
      affectedServices: [workload],
      recommendedActions: [`Look at the pods of ${workload}: restarts, last state and exit code`],
      real: true,
      reasons: ['1 alarm firing'],
    },
    outlook: 'sick',
    diagnosis: {
      schema: 'mendgate.diagnosis/1',
      source: 'prod-eu',
      healthy: false,
      findings: [
        {
          rank: 1,
          object: { kind: 'Deployment', namespace: 'team', name: workload, container: 'app' },
          cause,
          confidence: 0.9,
          evidence: [1, 2, 3, 4].map((each) => ({
            id: `e${each}`,
            from: `pod/team/${pod}`,
            says: 'container app: lastState OOMKilled, exit 137, 23 restarts, limit 64Mi, now CrashLoopBackOff',
          })),
          victims: [],
          actions: [
            { id: 'workload.set-resources', params: { container: 'app', memoryLimit: '128Mi' }, risk: 'medium' },
          ],
        },
      ],
      blind: [],
    },
    remediations: [],
  };
}

/** Writes that many incidents as a home stores them. */
export async function fill(records: Ports['records'], count: number, tenant: string): Promise<void> {
  const each = 50;
  for (let from = 0; from < count; from += each)
    await records.write(
      Array.from({ length: Math.min(each, count - from) }, (_, at) => {
        const made = incident(from + at, tenant);
        return create(shapes.incident, keys.incident(tenant, made.id), made);
      }),
    );
}
