import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import { Fault } from '../../contracts/fault.ts';
import type { Plan } from '../../contracts/plan.ts';

/**
 * What a yes is bound to: SHA-256 in hex of the RFC 8785 text of the parts that decide what runs. Titles and texts are left
 * out, so a better wording does not void an approval.
 */
export function planHash(plan: Plan): string {
  const { action, target, claims, effects } = plan;
  const text = canonicalize({ action, target, claims, effects });
  if (text === undefined) throw new Fault('Bug', 'a plan without JSON text', 'Parse the plan before it is hashed.');
  return bytesToHex(sha256(utf8ToBytes(text)));
}
