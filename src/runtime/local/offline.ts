import { join } from 'node:path';
import { kubernetesClusters } from '../../adapters/kubernetes/clusters.ts';
import { readHouseRules } from '../../adapters/local/house-rules.ts';
import { snapshotCluster } from '../../adapters/local/snapshot.ts';
import { writeSnapshot } from '../../adapters/local/snapshot-write.ts';
import type { Diagnosis } from '../../contracts/diagnosis.ts';
import { asFault, Fault } from '../../contracts/fault.ts';
import type { Instant } from '../../contracts/instant.ts';
import type { Json } from '../../contracts/json.ts';
import type { KubeObject } from '../../contracts/kube.ts';
import type { Plan } from '../../contracts/plan.ts';
import type { PolicyDecision } from '../../contracts/policy.ts';
import type { WorldRecord } from '../../contracts/world.ts';
import { diagnose } from '../../core/diagnosis/diagnose.ts';
import type { Scope } from '../../core/evidence/collect.ts';
import { collectWorld } from '../../core/evidence/collect.ts';
import { draftProposal, planningObjects } from '../../core/incident/draft-proposal.ts';
import { digestOf } from '../../core/ledger/digest.ts';
import type { HouseRules } from '../../core/ledger/effective-settings.ts';
import { proposeActions } from '../../core/planning/propose.ts';
import { decidePolicy } from '../../core/policy/decide.ts';
import type { Cluster } from '../../core/ports.ts';
import { packageRoot } from './package-root.ts';

/** Where to look: a dump on disk, or a cluster through a kubeconfig. */
export type Place = { snapshot: string } | { kubeconfig: string; context: string };
export interface Looked {
  diagnosis: Diagnosis;
  plans: { plan: Plan; policy: PolicyDecision }[];
  unplanned: { object: string; why: string }[];
}

interface Opened {
  cluster: Cluster;
  at: Instant;
  source: string;
  unreadable: { asked: string; why: string }[];
}

async function openPlace(place: Place): Promise<Opened> {
  if ('snapshot' in place) {
    const { cluster, at, source, unreadable } = await snapshotCluster(place.snapshot);
    return { cluster, at, source, unreadable };
  }
  const clusters = kubernetesClusters([
    { kind: 'kubeconfig', id: place.context, path: place.kubeconfig, reader: place.context },
  ]);
  const cluster = await clusters.open(place.context, 'reader');
  return { cluster, at: new Date().toISOString(), source: place.context, unreadable: [] };
}

function houseRules(folder: string | undefined): HouseRules {
  const shipped = join(packageRoot(), 'layers', 'house-rules');
  // Each document was parsed by its own contract when it was read.
  return readHouseRules(folder ?? shipped, shipped).rules as HouseRules;
}

/** Diagnosis alone, of a dump or of a live cluster: the same code, no home, no account, no model; read-only. */
export async function lookOffline(
  place: Place,
  scope: Scope,
  options: { houseRules?: string; plans: boolean },
): Promise<Looked> {
  const rules = houseRules(options.houseRules);
  const { cluster, at, source, unreadable } = await openPlace(place);
  const world = await collectWorld({ cluster, source, at, scope, settings: rules.diagnosis });
  if (!('snapshot' in place)) refuseUnreached(world);
  const { diagnosis: seen, judgements } = diagnose(world, scope, (judgement) =>
    proposeActions(judgement, rules.guardrails),
  );
  // A file that could not be read is something not looked at, even when every list was there. Lists the dump's maker was
  // refused are another matter: the collector asked for them too, and only those a verdict hung on count.
  const blind = [...seen.blind, ...unreadable.filter(({ asked }) => /^(file|folder|the whole) /.test(asked))];
  const diagnosis: Diagnosis = {
    ...seen,
    source: 'snapshot' in place ? 'snapshot' : 'cluster',
    blind,
    healthy: seen.healthy && blind.length === 0,
  };
  const plans: Looked['plans'] = [];
  const unplanned: Looked['unplanned'] = [];
  if (!options.plans) return { diagnosis, plans, unplanned };
  for (const [index, judgement] of judgements.entries()) {
    const finding = { id: String(index), rank: index + 1, judgement, actions: seen.findings[index]?.actions ?? [] };
    const object = `${judgement.object.kind} ${judgement.object.name}`;
    let objects: KubeObject[];
    try {
      objects = await planningObjects(cluster, finding);
    } catch (thrown) {
      // What a plan needs and nobody could read costs this plan, not the diagnosis and not the other plans.
      unplanned.push({ object, why: asFault(thrown).message });
      continue;
    }
    const draft = draftProposal({
      incident: { id: 'offline', tenant: 'offline', cluster: source },
      remediation: String(index),
      finding,
      attempt: 1,
      objects,
      bounds: rules.guardrails,
      practice: cluster.practice,
      now: at,
    });
    if ('refused' in draft) {
      unplanned.push({ object, why: draft.refused });
      continue;
    }
    const { plan } = draft.proposal;
    const facts = {
      severity: 'medium' as const,
      risk: plan.action.risk,
      action: plan.action.id,
      cause: plan.pattern,
      ...(plan.target.namespace !== undefined && { namespace: plan.target.namespace }),
      practice: cluster.practice,
      confidence: plan.confidence,
      workloads: plan.blastRadius.workloads,
      wayBack: plan.wayBack !== undefined,
      // Nothing was rehearsed here: what policy would do is asked as if the rehearsal will pass, and the output says so.
      rehearsed: true,
    };
    plans.push({
      plan,
      policy: decidePolicy(rules.policy, facts, {
        document: 'policy',
        version: 0,
        sha256: digestOf(rules.policy as Json),
      }),
    });
  }
  return { diagnosis, plans, unplanned };
}

/** Forbidden everywhere is an answer; no answer at all is the world's failure, and no diagnosis. */
function refuseUnreached({ source, reads }: WorldRecord): void {
  const silent = reads.flatMap(({ answer }) =>
    answer.is === 'blind' && answer.why.startsWith('unavailable: ') ? [answer.why.slice('unavailable: '.length)] : [],
  );
  if (silent.length > 0 && silent.length === reads.length)
    throw new Fault(
      'Unavailable',
      `cluster ${source} cannot be reached: ${silent[0]}`,
      'Check the server of this kubeconfig context, the network and the credentials: kubectl get pods tells the same.',
    );
}

/** Writes what `diagnose` reads, secrets removed. */
export async function takeSnapshot(place: Place, folder: string, namespaces: readonly string[] | undefined) {
  const { cluster, at } = await openPlace(place);
  return writeSnapshot(cluster, folder, { at, ...(namespaces !== undefined && { namespaces }) });
}
