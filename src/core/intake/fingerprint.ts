import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import type { Alert } from '../../contracts/alert.ts';

/**
 * Which alarm this is: SHA-256 in hex over the RFC 8785 text of tenant, hook, source and the sender's own id. Neither times,
 * texts nor status are in it, so an alarm that repeats, changes its wording or resolves is the same alarm.
 */
export function fingerprintOf(tenant: string, hook: string, alert: Alert): string {
  return digestOfTexts({ tenant, hook, source: alert.source, senderId: alert.senderId });
}

/** Who an alarm is when its sender gives it no id: its labels, in whatever order they came. */
export const idOfLabels = (labels: Record<string, string>): string => `labels:${digestOfTexts(labels)}`;

/** Which delivery this is when its sender does not say: the same bytes at the same hook. */
export function deliveryIdOf(hook: string, bytes: Uint8Array): string {
  // The hash of the hook has a fixed length, so no hook's name can run into the bytes.
  return bytesToHex(sha256(concatBytes(sha256(utf8ToBytes(hook)), bytes)));
}

function digestOfTexts(texts: Record<string, string>): string {
  const entries = Object.entries(texts).map(([name, text]) => [name.toWellFormed(), text.toWellFormed()]);
  // An object of well-formed strings always has RFC 8785 text.
  return bytesToHex(sha256(utf8ToBytes(canonicalize(Object.fromEntries(entries)) ?? '')));
}
