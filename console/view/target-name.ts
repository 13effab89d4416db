import { plainLine } from '../../src/contracts/plain-text.ts';
import type { BlastRadius, Target } from '../../src/contracts/plan.ts';

/** 'Deployment shop/cart, container app' */
export function targetName(target: Target): string {
  const place = target.namespace === undefined ? target.name : `${target.namespace}/${target.name}`;
  return plainLine(`${target.kind} ${place}${target.container === undefined ? '' : `, container ${target.container}`}`);
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`;

/** '1 workload, 2 replicas, service cart' */
export function blastRadius(radius: BlastRadius): string {
  const services = radius.services.length === 0 ? [] : [`service ${radius.services.map(plainLine).join(', ')}`];
  return [count(radius.workloads, 'workload'), count(radius.replicas, 'replica'), ...services].join(', ');
}

export const percent = (share: number): string => `${Math.round(share * 100)} %`;
