import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** No vowels, no look-alikes: codes are read aloud, and must not spell words. */
const alphabet = 'bcdfghjkmnpqrstvwxz23456789';

/** A short code for speech and terminals. It names a hold to people; it authorises nothing. */
export function shortCode(id: string): string {
  return [...sha256(utf8ToBytes(id)).slice(0, 5)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
