import type { PolicyDecision } from '../../contracts/policy.ts';
import { policyFacts } from '../incident/policy-facts.ts';
import { moved, RemediationInput, standing } from '../incident/standing.ts';
import { commit } from '../ledger/commit.ts';
import { entry } from '../ledger/entry.ts';
import { change, shapes } from '../ledger/shapes.ts';
import { decidePolicy as judge } from '../policy/decide.ts';
import { nextWindow } from '../policy/window.ts';
import { receiptOf, step } from './step.ts';

/** What the gate tells the machine: which way, how long a hold may wait, when a run may begin, how long it may take. */
export type Gate<V extends string> = { verdict: V; waitSeconds: number; notBefore: string; runSeconds: number };
/** The machine waits longer than the hold lives: when it wakes by timeout, the hold has surely expired. */
export const machineSlackSeconds = 60;

export const decidePolicy = step({
  id: 'decide-policy',
  name: 'Decide policy',
  input: RemediationInput,
  async run(ports, input) {
    const { tenant, incident, now } = input;
    const { records } = ports;
    return commit<Gate<PolicyDecision['verdict']>>(
      records,
      { tenant, incident, receipt: receiptOf('decide-policy', input) },
      async () => {
        const at = await standing(records, input);
        const policy = await ports.settings.read(tenant, 'policy');
        const workflow = (await ports.settings.read(tenant, 'workflow')).value;
        const decision = judge(policy.value, policyFacts(at), policy.stamp);
        const next =
          decision.verdict === 'refuse'
            ? { outcome: 'refused' as const, reason: decision.why }
            : { reason: decision.why };
        const notBefore = nextWindow(workflow.windows, now);
        const holdSeconds = workflow.holdSeconds[at.proposal.value.plan.action.risk];
        return {
          output: {
            verdict: decision.verdict,
            waitSeconds: holdSeconds + machineSlackSeconds,
            notBefore,
            runSeconds: workflow.runSeconds,
          },
          writes: [
            change(shapes.proposal, at.proposal, {
              ...at.proposal.value,
              policy: decision,
              holdSeconds,
            }),
            ...(await moved(records, at, now, next)),
          ],
          log: [entry('decide-policy', now, 'policy_decided', at.proposal.value.id, { ...decision })],
        };
      },
    );
  },
});
