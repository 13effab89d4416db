import { createHash } from 'node:crypto';
import { fromText, isObject, type Json, type JsonObject, sameJson, toText } from './json.ts';
import { stateError } from './state-error.ts';

export interface Intrinsic {
  /** Least and most arguments, checked when a machine is loaded. */
  readonly takes: readonly [number, number];
  run(...values: Json[]): Json;
}

/** AWS: the data of Base64Encode, Base64Decode and Hash "up to 10,000 characters"; ArrayRange "up to 1000 elements". */
const LONGEST_DATA = 10_000;
const LONGEST_RANGE = 1_000;
const HASHES: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/**
 * The intrinsics of the JSONPath query language (AWS, "Intrinsic functions for JSONPath states in Step Functions"), without the two that
 * cannot replay (MathRandom, UUID). Wrong arguments are States.IntrinsicFailure. States.Format is called with the text parts of its template.
 */
export const intrinsics: Record<string, Intrinsic> = {
  'States.Array': { takes: [0, Number.POSITIVE_INFINITY], run: (...items) => items },
  'States.ArrayPartition': { takes: [2, 2], run: (list, size) => partition(array(list), integer(size)) },
  'States.ArrayContains': {
    takes: [2, 2],
    run: (list, item) => array(list).some((have) => sameJson(have, item as Json)),
  },
  'States.ArrayRange': {
    takes: [3, 3],
    run: (first, last, step) => range(integer(first), integer(last), integer(step)),
  },
  'States.ArrayGetItem': { takes: [2, 2], run: (list, index) => item(array(list), integer(index)) },
  'States.ArrayLength': { takes: [1, 1], run: (list) => array(list).length },
  'States.ArrayUnique': { takes: [1, 1], run: (list) => unique(array(list)) },
  'States.Base64Encode': { takes: [1, 1], run: (data) => Buffer.from(bounded(data), 'utf8').toString('base64') },
  'States.Base64Decode': { takes: [1, 1], run: (data) => decode(bounded(data)) },
  'States.Hash': { takes: [2, 2], run: (data, algorithm) => hash(data as Json, string(algorithm)) },
  'States.JsonMerge': {
    takes: [3, 3],
    run: (first, second, deep) => merge(object(first), object(second), deep as Json),
  },
  'States.StringToJson': { takes: [1, 1], run: (text) => parse(string(text)) },
  'States.JsonToString': { takes: [1, 1], run: (value) => toText(value) },
  'States.MathAdd': { takes: [2, 2], run: (a, b) => int32(int32(integer(a)) + int32(integer(b))) },
  'States.StringSplit': { takes: [2, 2], run: (text, marks) => split(string(text), string(marks)) },
  'States.Format': { takes: [1, Number.POSITIVE_INFINITY], run: (parts, ...values) => format(array(parts), values) },
};

export const intrinsicFailure = (why: string): Error => stateError('States.IntrinsicFailure', why);

function array(value: Json | undefined): Json[] {
  if (!Array.isArray(value)) throw intrinsicFailure(`expected an array, found ${kind(value)}`);
  return value;
}

function object(value: Json | undefined): JsonObject {
  if (!isObject(value)) throw intrinsicFailure(`expected an object, found ${kind(value)}`);
  return value;
}

function string(value: Json | undefined): string {
  if (typeof value !== 'string') throw intrinsicFailure(`expected a text, found ${kind(value)}`);
  return value;
}

/** AWS rounds a number that is not an integer to the nearest one; halves go up, as in Java and in Math.round. */
function integer(value: Json | undefined): number {
  if (typeof value !== 'number') throw intrinsicFailure(`expected a number, found ${kind(value)}`);
  return Math.round(value);
}

const kind = (value: Json | undefined): string =>
  value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`;

function int32(value: number): number {
  if (value < -2_147_483_648 || value > 2_147_483_647) {
    throw intrinsicFailure(`${value} is outside -2147483648 to 2147483647`);
  }
  return value + 0;
}

function partition(list: Json[], size: number): Json[] {
  if (size < 1) throw intrinsicFailure(`a chunk has at least 1 item, not ${size}`);
  const chunks: Json[] = [];
  for (let from = 0; from < list.length; from += size) chunks.push(list.slice(from, from + size));
  return chunks;
}

function range(first: number, last: number, step: number): Json[] {
  if (step === 0) throw intrinsicFailure('the step of a range must not be 0');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  if (count > LONGEST_RANGE)
    throw intrinsicFailure(`a range has at most ${LONGEST_RANGE} items, this one has ${count}`);
  return Array.from({ length: count }, (_, i) => first + i * step);
}

function item(list: Json[], index: number): Json {
  const found = index < 0 ? undefined : list[index];
  if (found === undefined) throw intrinsicFailure(`there is no item ${index} in an array of ${list.length}`);
  return found;
}

function unique(list: Json[]): Json[] {
  // Scalars by text, so that a long list stays linear; objects by comparison, because the order of keys does not count.
  const seen = new Set<string>();
  const objects: Json[] = [];
  return list.filter((value) => {
    if (typeof value !== 'object' || value === null) return !seen.has(toText(value)) && seen.add(toText(value));
    if (objects.some((have) => sameJson(have, value))) return false;
    objects.push(value);
    return true;
  });
}

function bounded(value: Json | undefined): string {
  const text = string(value);
  if (text.length > LONGEST_DATA) throw intrinsicFailure(`at most ${LONGEST_DATA} characters, here are ${text.length}`);
  return text;
}

function decode(text: string): string {
  // Buffer skips what is not base64; a silent repair would hide a broken sender.
  if (!/^[A-Za-z0-9+/\r\n]*={0,2}$/.test(text)) throw intrinsicFailure('this is not Base64');
  return Buffer.from(text, 'base64').toString('utf8');
}

function hash(data: Json, algorithm: string): string {
  const name = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm] : undefined;
  if (name === undefined) throw intrinsicFailure(`${algorithm} is not one of ${Object.keys(HASHES).join(', ')}`);
  return createHash(name)
    .update(bounded(typeof data === 'string' ? data : toText(data)), 'utf8')
    .digest('hex');
}

function merge(first: JsonObject, second: JsonObject, deep: Json): Json {
  if (deep !== false) throw intrinsicFailure('the third argument must be false: only the shallow merge exists');
  return { ...first, ...second };
}

function parse(text: string): Json {
  try {
    return fromText(text);
  } catch {
    throw intrinsicFailure(`this is not JSON: ${text.slice(0, 100)}`);
  }
}

/** Every character of the second argument splits, and empty parts are left out (AWS's example with '.+,='). */
function split(text: string, marks: string): Json[] {
  const cuts = new Set(marks);
  const parts: string[] = [];
  let part = '';
  for (const character of text) {
    if (!cuts.has(character)) part += character;
    else {
      parts.push(part);
      part = '';
    }
  }
  return [...parts, part].filter((found) => found !== '');
}

function format(parts: Json[], values: Json[]): string {
  if (parts.length - 1 !== values.length) {
    throw intrinsicFailure(`the template has ${parts.length - 1} {} for ${values.length} values`);
  }
  return parts.map((part, i) => (i === 0 ? '' : asText(values[i - 1] as Json)) + part).join('');
}

const asText = (value: Json): string => (typeof value === 'string' ? value : toText(value));
