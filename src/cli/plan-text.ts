import { plainLine, plainText } from '../contracts/plain-text.ts';
import type { Plan, Rehearsal } from '../contracts/plan.ts';
import type { PolicyDecision } from '../contracts/policy.ts';
import { diffLines, paint, riskStyle } from './print.ts';

/** A plan as whoever decides must see it: what is broken, what would change, what it rests on, how to get back. */
export function planText(plan: Plan, rehearsal: Rehearsal | null, policy: PolicyDecision | null): string {
  const { target } = plan;
  const where = `${target.kind} ${target.namespace === undefined ? '' : `${target.namespace}/`}${target.name}${target.container === undefined ? '' : ` (container ${target.container})`}`;
  const radius = plan.blastRadius;
  const lines = [
    `  ${paint('bold', plainLine(plan.title))}`,
    `  target      ${plainLine(where)}`,
    `  cause       ${plainLine(plan.rootCause)}`,
    ...plan.evidence.map(({ from, says }) => `              ${paint('gray', plainLine(from))}  ${plainLine(says)}`),
    `  change      ${plan.action.id}  risk ${paint(riskStyle[plan.action.risk] ?? 'reset', plan.action.risk)}  confidence ${Math.round(plan.confidence * 100)} %`,
    `  basis       ${plainLine(plan.basis)}`,
    `  touches     ${radius.workloads} workload, ${radius.replicas} replica${radius.replicas === 1 ? '' : 's'}${radius.services.length > 0 ? `, service ${radius.services.join(', ')}` : ''}`,
  ];
  if (policy !== null) lines.push(`  policy      ${policy.band}: ${plainLine(policy.why)}`);
  if (rehearsal !== null) {
    lines.push(
      `  rehearsed   ${rehearsal.ok ? paint('green', 'yes') : paint('red', 'no')}: ${plainLine(rehearsal.forward.says)}`,
    );
    lines.push(
      `  way back    ${rehearsal.wayBack.ok ? paint('green', 'proven') : paint('red', 'none')}: ${plainLine(rehearsal.wayBack.says)}`,
    );
    for (const warning of rehearsal.warnings) lines.push(`  warning     ${plainLine(warning)}`);
    for (const unproven of rehearsal.unproven) lines.push(paint('gray', `  unproven    ${plainLine(unproven)}`));
  }
  return [...lines, '', diffLines(plainText(plan.diff), '    ')].join('\n');
}
