const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const decimal: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
};

/** A Kubernetes quantity as a number, sign included; undefined when the text is none. */
export function readQuantity(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > 40) return undefined;
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d{1,2})|([KMGTPE]i|[numkMGTPE]))?$/.exec(text);
  if (parts === null) return undefined;
  const unit = parts[3] ?? '';
  const scale = unit.length === 2 ? 1024 ** binary.indexOf(unit) : decimal[unit];
  return scale === undefined ? undefined : Number(`${parts[1]}${parts[2] ?? ''}`) * scale;
}

/** As the server stores it: `1024Mi` is written `1Gi`, `0.5Gi` `512Mi`. Only binary units; others are kept as they came. */
export function canonicalQuantity(value: string | number): string {
  const text = String(value);
  const bytes = readQuantity(text);
  if (!text.endsWith('i') || bytes === undefined || !Number.isInteger(bytes) || bytes <= 0) return text;
  let at = 0;
  let left = bytes;
  while (at < binary.length - 1 && left % 1024 === 0) {
    left /= 1024;
    at += 1;
  }
  return `${left}${binary[at]}`;
}
