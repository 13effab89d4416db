import { asFault } from '../../contracts/fault.ts';
import type { KubeObject } from '../../contracts/kube.ts';
import type { Effect, Rehearsal } from '../../contracts/plan.ts';
import { podOfTemplate } from '../actions/pod-of-template.ts';
import { RemediationInput, standing } from '../incident/standing.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { change, shapes } from '../ledger/shapes.ts';
import { proveWayBack } from '../planning/way-back.ts';
import type { Cluster } from '../ports.ts';
import { receiptOf, step } from './step.ts';

/** What no dry run can show: it is printed with the plan. */
const unproven = [
  'whether the application works with the change: a dry run starts no container',
  'whether the nodes have room: a dry run schedules nothing',
];

/** Tries the plan on the server without changing anything, forwards and back. What cannot be tried counts as no. */
export const rehearsePlan = step({
  id: 'rehearse-plan',
  name: 'Rehearse plan',
  input: RemediationInput,
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    const first = await standing(records, input);
    const { plan, cluster: place, id: session } = first.proposal.value;
    const parts = await rehearseAll(
      ports.clusters.open(place, 'rehearser', { session }),
      plan.effects,
      `mendgate-rehearsal-${session}`,
    );
    const forward = parts.find((part) => !part.forward.ok)?.forward ?? {
      ok: true,
      says: parts.map((part) => part.forward.says).join('; '),
    };
    const wayBack = parts.find((part) => !part.wayBack.ok)?.wayBack ?? {
      ok: true,
      says: parts.map((part) => part.wayBack.says).join('; '),
    };
    const rehearsal: Rehearsal = {
      at: now,
      ok: forward.ok && wayBack.ok,
      forward,
      wayBack,
      warnings: [...new Set(parts.flatMap((part) => part.warnings))],
      unproven,
    };
    return commit<{ ok: boolean }>(
      records,
      { tenant, incident, receipt: receiptOf('rehearse-plan', input) },
      async () => {
        const { proposal } = await standing(records, input);
        return {
          output: { ok: rehearsal.ok },
          writes: [change(shapes.proposal, proposal, { ...proposal.value, rehearsal })],
          log: [
            entry('rehearse-plan', now, 'plan_rehearsed', proposal.value.id, {
              ok: rehearsal.ok,
              forward: forward.says,
              wayBack: wayBack.says,
              warnings: rehearsal.warnings,
            }),
          ],
        };
      },
    );
  },
});

interface Part {
  forward: { ok: boolean; says: string };
  wayBack: { ok: boolean; says: string };
  warnings: string[];
}

async function rehearseAll(opening: Promise<Cluster>, effects: readonly Effect[], manager: string): Promise<Part[]> {
  try {
    const cluster = await opening;
    return await Promise.all(effects.map((effect) => rehearse(cluster, effect, manager)));
  } catch (thrown) {
    const fault = asFault(thrown);
    // The world being away is worth a retry by the machine; anything else is an answer: could not rehearse = no.
    if (fault.word === 'Unavailable' || fault.word === 'Bug') throw fault;
    return [refused(`could not rehearse: ${fault.message}`)];
  }
}

const refused = (says: string): Part => ({
  forward: { ok: false, says },
  wayBack: { ok: false, says: 'not tried: the way forward failed' },
  warnings: [],
});

async function rehearse(cluster: Cluster, effect: Effect, manager: string): Promise<Part> {
  const how = { dryRun: true, manager };
  const before = await cluster.get(effect.ref);
  if (before === undefined) return refused(`${effect.ref.kind} ${effect.ref.name} is gone`);
  let after: KubeObject;
  let warnings: string[];
  try {
    const tried = await cluster.patch(effect.ref, effect.patch, how);
    after = tried.object;
    // A dry run of a workload says nothing about its pods: admission, quota and security judge those by themselves.
    const pod = await cluster.tryCreate(podOfTemplate(after, `${effect.ref.name}-rehearsal`), how);
    warnings = [...tried.warnings, ...pod.warnings];
  } catch (thrown) {
    const fault = asFault(thrown);
    if (fault.word === 'Unavailable' || fault.word === 'Bug') throw fault;
    return refused(`the server refused the dry run: ${fault.message}`);
  }
  const forward = {
    ok: true,
    says: `dry run of ${effect.ref.kind} ${effect.ref.name} and of a Pod from its new template admitted`,
  };
  return { forward, wayBack: await rehearseBack(cluster, effect, before, after, how), warnings };
}

async function rehearseBack(
  cluster: Cluster,
  effect: Effect,
  before: KubeObject,
  after: KubeObject,
  how: { dryRun: true | boolean; manager: string },
) {
  const proof = proveWayBack(effect, before, after);
  if (!proof.ok) return proof;
  try {
    // The pre-image once more as a whole request: a server that would no longer admit it leaves no way back.
    await cluster.tryCreate(podOfTemplate(before, `${effect.ref.name}-way-back`), how);
    return { ok: true, says: `${proof.says} The former template is still admitted.` };
  } catch (thrown) {
    const fault = asFault(thrown);
    if (fault.word === 'Unavailable' || fault.word === 'Bug') throw fault;
    return { ok: false, says: `The former template is no longer admitted: ${fault.message}` };
  }
}
