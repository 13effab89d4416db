import { ceilDiv, one, type Quantity } from '../../contracts/quantity.ts';

/** Larger than zero times a setting such as 1.5, exact to a millionth, rounded up. */
export const timesFactor = (quantity: Quantity, factor: number): Quantity =>
  ceilDiv(quantity * BigInt(Math.round(factor * 1_000_000)), 1_000_000n);

/**
 * Memory in the form the server itself writes (`1Gi`, never `1024Mi`), or it would not hold what we wrote. Steps people
 * would choose: 1Mi below 64Mi, 8Mi below 1Gi, 64Mi from there.
 */
export function memoryText(quantity: Quantity, round: 'up' | 'down'): string {
  const mebi = 2n ** 20n * one;
  const step = (quantity < 64n * mebi ? 1n : quantity < 1024n * mebi ? 8n : 64n) * mebi;
  const steps = round === 'up' ? ceilDiv(quantity, step) : quantity / step;
  const size = (steps * step) / mebi;
  const units = ['Mi', 'Gi', 'Ti', 'Pi'];
  let at = 0;
  let left = size;
  while (at < units.length - 1 && left > 0n && left % 1024n === 0n) {
    left /= 1024n;
    at += 1;
  }
  return left === 0n ? '0' : `${left}${units[at]}`;
}
