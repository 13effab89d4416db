import { applyPatch } from 'rfc6902';
import type { Judgement } from '../../contracts/diagnosis.ts';
import { Deployment, Kind, type KubeObject, type ObjectRef } from '../../contracts/kube.ts';
import type { ActionCall, Effect, Plan, Target } from '../../contracts/plan.ts';
import type { Guardrails } from '../../contracts/settings.ts';
import type { Refused } from '../actions/action.ts';
import { actionOf } from '../actions/catalogue.ts';
import { effectOf } from '../actions/effect.ts';
import { type Owner, ownerOf } from '../actions/owner.ts';
import { workloadOf } from '../actions/workload.ts';
import { guardPlan } from '../policy/guard-plan.ts';
import { blastRadius } from './blast-radius.ts';
import { diffOf } from './change-diff.ts';

export interface PlanParts {
  judgement: Judgement;
  action: ActionCall;
  /** The workload, its ReplicaSets, and the Services and Pods of the namespace. */
  objects: readonly KubeObject[];
  bounds: Guardrails;
  practice: boolean;
}

/**
 * A plan people can say yes to, or the reason why there is none. Everything that decides what runs is made here from the
 * objects as they stand; the texts beside it are for reading only.
 */
export function makePlan(parts: PlanParts): { plan: Plan } | Refused {
  const { judgement, bounds, objects } = parts;
  const target = judgement.object;
  const action = actionOf(parts.action.id);
  if (action === undefined) return { refused: `${parts.action.id} is no action of this build: see the catalogue` };
  if (!action.proof.some((cause) => cause === judgement.cause.id))
    return { refused: `${action.id} is not carried by the cause ${judgement.cause.id}: choose an action that is` };
  const params = action.params.safeParse(parts.action.params);
  if (!params.success) return { refused: `the parameters of ${action.id} do not have their shape` };
  if (target.namespace !== undefined && bounds.protectedNamespaces.includes(target.namespace))
    return { refused: `namespace ${target.namespace} is protected: mend it by hand` };
  const found = workloadOf(target, objects);
  if ('refused' in found) return found;
  const named = action.changes(params.data, target, objects);
  if ('refused' in named) return named;
  if (found.workload.metadata.uid === undefined)
    return { refused: `${target.kind} ${target.name} was read without its uid: nothing may be written to it` };

  const effect = effectOf(refOf(target), found.workload, named.changes, 0);
  const words = action.words(params.data, target);
  const owner = ownerOf(found.workload);
  const after = structuredClone(found.workload);
  applyPatch(after, effect.patch);
  const plan: Plan = {
    title: words.title,
    rootCause: judgement.cause.title,
    evidence: judgement.evidence.map(({ from, says }, at) => ({ id: `e${at + 1}`, from, says })),
    solution: owner === undefined ? words.solution : `${words.solution} ${ownedText(owner)}`,
    basis: basisText(judgement, owner, parts.practice),
    confidence: judgement.confidence,
    pattern: judgement.cause.id,
    // The risk is the catalogue's, whatever the caller believes.
    action: { id: action.id, params: parts.action.params, risk: action.risk },
    target,
    claims: [
      {
        analyzer: judgement.analyzer,
        version: judgement.version,
        object: target,
        cause: judgement.cause.id,
        facts: judgement.facts,
      },
    ],
    effects: [effect],
    diff: diffOf(found.workload, effect),
    preview: words.preview,
    wayBack: wayBackText(target, effect),
    blastRadius: blastRadius(
      found.workload,
      [found.workload.spec.template, Deployment.parse(after).spec.template],
      objects,
    ),
  };
  const guarded = guardPlan(plan, bounds);
  return guarded.ok ? { plan } : { refused: guarded.says };
}

function basisText(judgement: Judgement, owner: Owner | undefined, practice: boolean): string {
  const notes = [
    `rule-based: ${judgement.analyzer}, version ${judgement.version}`,
    `confidence ${judgement.confidence.toFixed(2)} is the diagnosis's own; no record of past outcomes yet`,
    ...(practice ? ['practice cluster'] : []),
    ...(owner === undefined ? [] : [`owned by ${owner.who}: propose it there`]),
  ];
  return notes.join('; ');
}

const ownedText = (owner: Owner): string =>
  `It is owned by ${owner.who}: propose it there too, or the next release undoes it.`;

function wayBackText(target: Target, effect: Effect): string {
  const fields = effect.changes.length === 1 ? 'the one field' : `the ${effect.changes.length} fields`;
  return `One write puts ${fields} of ${target.kind} ${target.name} back as it was, and is refused if anyone changed what was written. The pods are replaced once more.`;
}

function refOf(target: Target): ObjectRef {
  const kind = Kind.parse(target.kind);
  return target.namespace === undefined
    ? { kind, name: target.name }
    : { kind, namespace: target.namespace, name: target.name };
}
