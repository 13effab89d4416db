import type { FindingRecord, Incident } from '../../contracts/incident.ts';
import type { KubeObject } from '../../contracts/kube.ts';
import type { Proposal } from '../../contracts/remediation.ts';
import type { Guardrails } from '../../contracts/settings.ts';
import { derivedId } from '../ledger/digest.ts';
import { makePlan } from '../planning/make-plan.ts';
import { planHash } from '../planning/plan-hash.ts';
import type { Cluster } from '../ports.ts';

/** The objects a plan is made from, as they stand now: plans never rest on stored evidence, which has secrets removed. */
export async function planningObjects(cluster: Cluster, finding: FindingRecord): Promise<KubeObject[]> {
  const { namespace } = finding.judgement.object;
  const lists = await Promise.all(
    (['Deployment', 'ReplicaSet', 'Service', 'Pod'] as const).map((kind) => cluster.list(kind, namespace)),
  );
  return lists.flat();
}

export type Draft = { proposal: Proposal } | { refused: string };

/** The first action that yields a plan becomes the proposal; when none does, why the last one did not. */
export function draftProposal(parts: {
  incident: Pick<Incident, 'id' | 'tenant' | 'cluster' | 'news'>;
  remediation: string;
  finding: FindingRecord;
  attempt: number;
  objects: readonly KubeObject[];
  bounds: Guardrails;
  practice: boolean;
  now: string;
}): Draft {
  const { incident, remediation, finding, attempt, now } = parts;
  let refused = `no action of this build answers ${finding.judgement.cause.id}`;
  for (const action of finding.actions) {
    const made = makePlan({
      judgement: finding.judgement,
      action,
      objects: parts.objects,
      bounds: parts.bounds,
      practice: parts.practice,
    });
    if ('refused' in made) {
      refused = made.refused;
      continue;
    }
    const proposal: Proposal = {
      id: derivedId(remediation, attempt, 0),
      remediation,
      incident: incident.id,
      tenant: incident.tenant,
      attempt,
      alternative: 0,
      cluster: incident.cluster,
      plan: made.plan,
      planHash: planHash(made.plan),
      practice: parts.practice,
      status: 'drafted',
      madeAt: now,
      ...(incident.news !== undefined && { news: incident.news }),
    };
    return { proposal };
  }
  return { refused };
}
