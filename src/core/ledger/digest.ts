import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { Json } from '../../contracts/json.ts';

export const sha256Hex = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** SHA-256 (hex) over the RFC 8785 text of a JSON value: equal values have equal digests, whatever their key order. */
export function digestOf(value: Json): string {
  const text = canonicalize(value);
  // canonicalize answers undefined only for values JSON cannot hold; the type already excludes them.
  if (text === undefined) throw new TypeError('not a JSON value');
  return sha256Hex(utf8ToBytes(text));
}

/** A short id made from its parts: the same parts make the same id, so a retried step makes what it made before. */
export const derivedId = (...parts: readonly (string | number)[]): string => digestOf(parts.map(String)).slice(0, 20);
