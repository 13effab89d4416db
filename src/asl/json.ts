export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

/** AWS: input and output of a state may take 256 KiB of UTF-8 (Step Functions service quotas). */
export const LARGEST_PAYLOAD = 262_144;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Structural equality; the order of keys does not count, the order of items does. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i] as Json));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key] as Json, b[key] as Json))
  );
}

/**
 * JSON text of any value; what JSON has no word for (undefined, a function) is `null`, as a Lambda that returns nothing answers null.
 * Throws TypeError (a cycle, a bigint) or RangeError (too deep) as JSON.stringify does.
 */
export function toText(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

/** Parses text this engine wrote itself. */
export function fromText(text: string): Json {
  return JSON.parse(text) as Json;
}

export function isTooLarge(text: string): boolean {
  // Cheap bounds first: one UTF-16 unit is one to three bytes of UTF-8.
  if (text.length > LARGEST_PAYLOAD) return true;
  if (text.length * 3 <= LARGEST_PAYLOAD) return false;
  return new TextEncoder().encode(text).length > LARGEST_PAYLOAD;
}
