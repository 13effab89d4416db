import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { Fault } from '../../contracts/fault.ts';
import { type Instant, instantOf, millisOf } from '../../contracts/instant.ts';
import { sameBytes } from '../intake/same-bytes.ts';

/** What a link in a letter stands for: this person may see this hold, asked about this plan, until then. */
export interface HoldLink {
  tenant: string;
  incident: string;
  hold: string;
  approver: string;
  /** SHA-256 in hex. */
  planHash: string;
  expiresAt: Instant;
  /** 16 bytes in hex: what a decision with this link uses up. */
  nonce: string;
}

/**
 * `1.` and base64url of: tenant, incident, hold, approver (UTF-8, each behind a byte that counts it), plan hash (32 bytes),
 * expiry (6 bytes, milliseconds), nonce (16 bytes), HMAC-SHA-256 (32 bytes). About 200 characters.
 */
const version = '1.';
/** What is signed begins with its purpose, so that the same key may sign other things later. */
const purpose = utf8ToBytes('mendgate hold link 1\n');
const macBytes = 32;
const fixedBytes = 32 + 6 + 16;
/** Anything shorter could be guessed. */
const keyCharactersAtLeast = 16;

/** The name of the secret that holds the keys. */
export const linksSecret = 'links';

const macOf = (key: string, body: Uint8Array): Uint8Array => hmac(sha256, utf8ToBytes(key), concatBytes(purpose, body));

/** Signs with one key: the newest. Throws Impossible for a key too short, Bug for a part a link has no room for. */
export function signLink(link: HoldLink, key: string): string {
  if (key.length < keyCharactersAtLeast)
    throw new Fault('Impossible', 'the key of the links is too short', 'Give the secret `links` 32 random characters.');
  const texts = [link.tenant, link.incident, link.hold, link.approver].map((text) => utf8ToBytes(text));
  const fixed = concatBytes(hexToBytes(link.planHash), expiryBytes(link.expiresAt), hexToBytes(link.nonce));
  if (fixed.length !== fixedBytes || texts.some((text) => text.length === 0 || text.length > 255))
    throw new Fault('Bug', 'a hold that no link can name', 'This is a defect of Mendgate. Please report it.');
  const body = concatBytes(...texts.flatMap((text) => [Uint8Array.of(text.length), text]), fixed);
  return version + toBase64Url(concatBytes(body, macOf(key, body)));
}

export type ReadLink = { is: 'genuine'; link: HoldLink } | { is: 'expired'; link: HoldLink } | { is: 'forged' };

/**
 * What a text that claims to be a link is. `keys` are the live ones, two while they are rotated; each is tried to its end,
 * and nothing of the text is looked at before its signature holds. Never throws.
 */
export function readLink(text: string, keys: readonly string[], now: Instant): ReadLink {
  const bytes = text.startsWith(version) ? fromBase64Url(text.slice(version.length)) : undefined;
  if (bytes === undefined || bytes.length <= macBytes) return { is: 'forged' };
  const body = bytes.subarray(0, -macBytes);
  const mac = bytes.subarray(-macBytes);
  let genuine = 0;
  for (const key of keys) genuine += sameBytes(macOf(key, body), mac) && key.length >= keyCharactersAtLeast ? 1 : 0;
  if (genuine === 0) return { is: 'forged' };
  const link = partsOf(body);
  if (link === undefined) return { is: 'forged' };
  return { is: link.expiresAt > now ? 'genuine' : 'expired', link };
}

/** Signed by us, so it has this form; undefined should a key ever have signed something else. */
function partsOf(body: Uint8Array): HoldLink | undefined {
  const texts: string[] = [];
  let at = 0;
  for (let nth = 0; nth < 4; nth += 1) {
    const end = at + 1 + (body[at] ?? 0);
    texts.push(new TextDecoder('utf-8', { ignoreBOM: true }).decode(body.subarray(at + 1, end)));
    at = end;
  }
  const [tenant = '', incident = '', hold = '', approver = ''] = texts;
  const fixed = body.subarray(at);
  if (fixed.length !== fixedBytes) return undefined;
  const millis = fixed.subarray(32, 38).reduce((sum, byte) => sum * 256 + byte, 0);
  // What a Date can hold.
  if (millis > 8.64e15) return undefined;
  return {
    tenant,
    incident,
    hold,
    approver,
    planHash: bytesToHex(fixed.subarray(0, 32)),
    expiresAt: instantOf(millis),
    nonce: bytesToHex(fixed.subarray(38)),
  };
}

function expiryBytes(at: Instant): Uint8Array {
  let rest = millisOf(at);
  const bytes = new Uint8Array(6);
  for (let nth = 5; nth >= 0; nth -= 1) {
    bytes[nth] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** Undefined for what is no base64url, and for every other spelling of the same bytes: one link is one text. */
function fromBase64Url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  try {
    const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
    return toBase64Url(bytes) === text ? bytes : undefined;
  } catch {
    return undefined;
  }
}
