/**
 * JSON Pointers (RFC 6901) as lists of keys. An index of an array is its decimal text; nothing else finds an element.
 */
export const pointerOf = (keys: readonly (string | number)[]): string =>
  keys.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The keys of a pointer; undefined when the text is no pointer. `~1` before `~0`, or `~01` would be misread. */
export function keysOf(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What stands at a path, told apart from a field that is not there. Inherited properties are not fields. */
export function valueAt(root: unknown, keys: readonly string[]): { found: true; value: unknown } | { found: false } {
  let value = root;
  for (const key of keys) {
    if (Array.isArray(value)) {
      if (!/^(0|[1-9]\d*)$/.test(key) || Number(key) >= value.length) return { found: false };
      value = value[Number(key)];
    } else if (typeof value === 'object' && value !== null && Object.hasOwn(value, key)) {
      value = (value as Record<string, unknown>)[key];
    } else return { found: false };
  }
  // `undefined` has no JSON text: an object that carries it would not carry it over the wire.
  return value === undefined ? { found: false } : { found: true, value };
}
