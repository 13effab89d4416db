import { utf8ToBytes } from '@noble/hashes/utils.js';
import { collectWorld } from '../evidence/collect.ts';
import { holdIdOf } from '../incident/hold-ids.ts';
import { afterProof, mayRun, type RunVerdict } from '../incident/may-run.ts';
import { toBeTold } from '../incident/people-to-tell.ts';
import { policyFacts } from '../incident/policy-facts.ts';
import { moved, RemediationInput, standing } from '../incident/standing.ts';
import { stopped } from '../incident/stopped.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { keys } from '../ledger/keys.ts';
import { load } from '../ledger/load.ts';
import { change, shapes } from '../ledger/shapes.ts';
import { decidePolicy, stricter } from '../policy/decide.ts';
import { receiptOf, step } from './step.ts';

/**
 * The last look before anything is changed: is every claim still true, would today's policy still let this run, was this
 * very plan approved, is the kill switch off. One no is enough.
 */
export const reProveClaims = step({
  id: 're-prove-claims',
  name: 'Re-prove claims',
  input: RemediationInput,
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    const first = await standing(records, input);
    const settings = (await ports.settings.read(tenant, 'diagnosis')).value;
    const cluster = await ports.clusters.open(first.proposal.value.cluster, 'reader', {
      session: first.proposal.value.id,
    });
    const { namespace } = first.proposal.value.plan.target;
    const world = await collectWorld({
      cluster,
      source: first.proposal.value.cluster,
      at: now,
      scope: namespace === undefined ? {} : { namespace },
      settings,
    });
    const sha256 = await ports.objects.put(utf8ToBytes(JSON.stringify(world)));
    return commit<{ verdict: RunVerdict; world: string }>(
      records,
      { tenant, incident, receipt: receiptOf('re-prove-claims', input) },
      async () => {
        const at = await standing(records, input);
        const policy = await ports.settings.read(tenant, 'policy');
        const today = decidePolicy(policy.value, policyFacts(at), policy.stamp);
        const then = at.proposal.value.policy;
        const decision = then === undefined ? today : stricter(then, today);
        const hold = await load(records, shapes.hold, keys.hold(tenant, incident, holdIdOf(at.proposal.value.id)));
        const approved = hold?.value.status !== 'approved' ? undefined : hold.value.planHash;
        const { plan } = at.proposal.value;
        const off = await stopped(records, tenant);
        const { verdict, says } = mayRun({ plan, world, policy: decision.verdict, approved, stopped: off });
        // A question about a plan that is no more is taken back with it.
        const overtaken = verdict === 'gone' ? 'withdrawn' : verdict === 'changed' ? 'superseded' : undefined;
        const open = hold?.value.status === 'pending' || hold?.value.status === 'info_needed' ? hold : undefined;
        return {
          output: { verdict, world: sha256 },
          writes: [
            ...(await moved(records, at, now, afterProof(verdict, says))),
            ...(overtaken
              ? [
                  change(shapes.proposal, at.proposal, {
                    ...at.proposal.value,
                    status: overtaken === 'withdrawn' ? overtaken : 'void',
                  }),
                ]
              : []),
            ...(overtaken && open
              ? [
                  change(shapes.hold, open, { ...open.value, status: overtaken, settled: true }),
                  ...(await toBeTold(records, open.value, now, 'ended')),
                ]
              : []),
          ],
          log: [
            entry('re-prove-claims', now, 'claims_reproved', at.proposal.value.id, {
              verdict,
              says,
              evidence: sha256,
              policy: decision.band,
            }),
            ...(overtaken
              ? [
                  entry(
                    're-prove-claims',
                    now,
                    overtaken === 'withdrawn' ? 'plan_withdrawn' : 'plan_voided',
                    at.proposal.value.id,
                    { says },
                  ),
                ]
              : []),
          ],
        };
      },
    );
  },
});
