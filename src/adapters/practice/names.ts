import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Names and ids are hashes of what they name: the same play gives the same ones, on every machine. */
export const hashOf = (...parts: readonly (string | number)[]): string =>
  bytesToHex(sha256(utf8ToBytes(JSON.stringify(parts))));

// Without vowels and lookalikes, as the API server's own generator: no name reads as a word.
const letters = 'bcdfghjklmnpqrstvwxz2456789';

export function suffixOf(length: number, ...parts: readonly (string | number)[]): string {
  const bytes = sha256(utf8ToBytes(JSON.stringify(parts)));
  return Array.from(bytes.subarray(0, length), (byte) => letters[byte % letters.length]).join('');
}

/**
 * A 32-bit number whose decimal digits are spelled in ten of the letters: the form by which everybody tells the hash in the
 * name of a pod from the name of its Deployment.
 */
export function templateHashOf(...parts: readonly (string | number)[]): string {
  const number = 1e9 + (Number.parseInt(hashOf('template', ...parts).slice(0, 8), 16) % 3e9);
  return String(number).replace(/\d/g, (digit) => '456789bcdf'[Number(digit)] ?? digit);
}

/** Formed as a UUID of version 4, which is what the API server makes. */
export function uidOf(...parts: readonly (string | number)[]): string {
  const hex = hashOf('uid', ...parts);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** An address of the pod network, the same for as long as the pod lives. */
export function podAddress(uid: string): string {
  const hex = hashOf('ip', uid);
  return `10.244.${Number.parseInt(hex.slice(0, 2), 16)}.${1 + (Number.parseInt(hex.slice(2, 4), 16) % 254)}`;
}

export const clusterAddress = (namespace: string, name: string): string =>
  podAddress(`${namespace}/${name}`).replace('10.244.', '10.96.');

/** A moment as the API writes it: whole seconds. */
export const timeText = (millis: number): string =>
  `${new Date(Math.floor(millis / 1000) * 1000).toISOString().slice(0, 19)}Z`;

/**
 * Grows with every write and every change of what the object shows. Clients must take it for opaque; made of the moment, it
 * needs no counter that time would have to play through.
 */
export const versionText = (changedAt: number, writes: number): string =>
  String(Math.floor(changedAt) * 1000 + (writes % 1000));
