import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Hook } from '../../contracts/hook.ts';
import { sameBytes } from './same-bytes.ts';

/**
 * Whether the sender holds one of the hook's live secrets. Takes the same time whatever is wrong: digests of one length are
 * compared to their last byte, and every live secret is tried. `headers` have lower-case names.
 */
export function authenticates(
  hook: Hook,
  headers: Record<string, string | undefined>,
  liveSecrets: readonly string[],
): boolean {
  // Nothing shown is compared like anything else; it equals no key, because no key is empty.
  const digest = sha256(presentedBy(hook, headers) ?? new Uint8Array());
  let matches = 0;
  for (const secret of liveSecrets) {
    const expected = hook.auth.kind === 'basic' ? `${hook.auth.user}:${secret}` : secret;
    const same = sameBytes(digest, sha256(utf8ToBytes(expected)));
    // An empty secret is a mistake of whoever set it up, never a key.
    matches += same && secret !== '' ? 1 : 0;
  }
  return matches > 0;
}

/** What the sender showed, as bytes; undefined when the header is absent or of another form. */
function presentedBy(hook: Hook, headers: Record<string, string | undefined>): Uint8Array | undefined {
  const own = (name: string) => (Object.hasOwn(headers, name) ? headers[name] : undefined);
  const { auth } = hook;
  switch (auth.kind) {
    case 'header': {
      const value = own(auth.header.toLowerCase());
      return value === undefined || value === '' ? undefined : utf8ToBytes(value);
    }
    case 'bearer': {
      const token = /^bearer +(\S.*)$/i.exec(own('authorization') ?? '')?.[1];
      return token === undefined ? undefined : utf8ToBytes(token);
    }
    // A signature is no secret that could be shown: `topics` judges it.
    case 'sns':
      return undefined;
    case 'basic': {
      const pair = /^basic +(\S+)$/i.exec(own('authorization') ?? '')?.[1];
      return pair === undefined ? undefined : fromBase64(pair);
    }
  }
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
