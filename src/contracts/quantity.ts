/**
 * Kubernetes quantities, exactly: a bigint of billionths, the finest step Kubernetes knows.
 * Source: k8s.io/apimachinery/pkg/api/resource, grammar of Quantity.
 */
export type Quantity = bigint;
/** What the amount 1 is. */
export const one: Quantity = 1_000_000_000n;
const suffixes: Readonly<Record<string, { num: bigint; den: bigint }>> = {
  n: { num: 1n, den: 10n ** 9n },
  u: { num: 1n, den: 10n ** 6n },
  m: { num: 1n, den: 10n ** 3n },
  '': { num: 1n, den: 1n },
  k: { num: 10n ** 3n, den: 1n },
  M: { num: 10n ** 6n, den: 1n },
  G: { num: 10n ** 9n, den: 1n },
  T: { num: 10n ** 12n, den: 1n },
  P: { num: 10n ** 15n, den: 1n },
  E: { num: 10n ** 18n, den: 1n },
  Ki: { num: 2n ** 10n, den: 1n },
  Mi: { num: 2n ** 20n, den: 1n },
  Gi: { num: 2n ** 30n, den: 1n },
  Ti: { num: 2n ** 40n, den: 1n },
  Pi: { num: 2n ** 50n, den: 1n },
  Ei: { num: 2n ** 60n, den: 1n },
};

/** Undefined when the text is no quantity. Finer than a billionth rounds up, as the server does. */
export function readQuantity(from: unknown): Quantity | undefined {
  const text = typeof from === 'number' && Number.isFinite(from) ? String(from) : from;
  if (typeof text !== 'string' || text.length > 64) return undefined;
  const parts = /^([+-]?)(\d+\.?\d*|\.\d+)(?:([eE][+-]?\d{1,2})|([numkMGTPE]|[KMGTPE]i))?$/.exec(text);
  if (parts === null) return undefined;
  const [whole = '', fraction = ''] = (parts[2] ?? '').split('.');
  const exponent = parts[3] === undefined ? 0 : Number(parts[3].slice(1));
  const scale = suffixes[parts[4] ?? ''];
  // The server refuses or caps what lies beyond 2^63; nothing we judge is that large.
  if (scale === undefined || Math.abs(exponent) > 18) return undefined;
  const up = exponent > 0 ? 10n ** BigInt(exponent) : 1n;
  const down = exponent < 0 ? 10n ** BigInt(-exponent) : 1n;
  const num = BigInt(`${whole}${fraction}`) * scale.num * up * one;
  const den = 10n ** BigInt(fraction.length) * scale.den * down;
  return (parts[1] === '-' ? -1n : 1n) * ceilDiv(num, den);
}

/** As an ordinary number, for shares and for people: bytes, cores. A whole one stays exact up to 2^53. */
export const amountOf = (quantity: Quantity): number => Number(quantity / one) + Number(quantity % one) / Number(one);

/** Both arguments not negative. */
export const ceilDiv = (num: bigint, den: bigint): bigint => (num + den - 1n) / den;
