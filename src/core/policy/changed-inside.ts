/** What `change` answers where a field is to be gone. */
export const leftOut: unique symbol = Symbol('left out');

type Change = (inner: unknown, name: string) => unknown;

/**
 * An array or object with each of its values as `change` makes it, and itself when all of them stay; a scalar is itself. The
 * lists of a cluster hold some hundred thousand values and nearly all stay: copying them was most of what cleaning cost.
 * Items of an array are given with an empty name and cannot be left out.
 */
export function changedInside(value: unknown, change: Change): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? changedItems(value, change) : changedFields(value as Record<string, unknown>, change);
}

function changedItems(items: readonly unknown[], change: Change): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let at = 0; at < items.length; at += 1) {
    const made = change(items[at], '');
    if (copy === undefined && made !== items[at]) copy = items.slice(0, at);
    copy?.push(made);
  }
  return copy ?? items;
}

function changedFields(fields: Record<string, unknown>, change: Change): Record<string, unknown> {
  let changes: Map<string, unknown> | undefined;
  // JSON has nothing to inherit, and this is the loop that engines know how to make fast.
  for (const name in fields) {
    const inner = fields[name];
    const made = change(inner, name);
    if (made === inner) continue;
    changes ??= new Map();
    changes.set(name, made);
  }
  return changes === undefined ? fields : copyWith(fields, changes);
}

/** In the order of the fields. From entries: a field named __proto__ stays a field. */
function copyWith(fields: Record<string, unknown>, changes: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const entries: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(fields)) {
    const made = changes.has(name) ? changes.get(name) : inner;
    if (made !== leftOut) entries.push([name, made]);
  }
  return Object.fromEntries(entries);
}
