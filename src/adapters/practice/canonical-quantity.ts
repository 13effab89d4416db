import { one, readQuantity } from '../../contracts/quantity.ts';

const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** As the server stores it: `1024Mi` is written `1Gi`, `0.5Gi` `512Mi`. Only binary units; others are kept as they came. */
export function canonicalQuantity(value: string | number): string {
  const text = String(value);
  const quantity = readQuantity(text);
  if (!text.endsWith('i') || quantity === undefined || quantity % one !== 0n || quantity <= 0n) return text;
  let at = 0;
  let left = quantity / one;
  while (at < binary.length - 1 && left % 1024n === 0n) {
    left /= 1024n;
    at += 1;
  }
  return `${left}${binary[at]}`;
}
