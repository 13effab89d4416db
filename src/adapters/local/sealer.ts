import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Fault } from '../../contracts/fault.ts';
import type { Sealer } from '../../core/ports.ts';

const IV_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 'v1';

/**
 * AES-256-GCM (NIST SP 800-38D) under one key of 32 bytes, `context` as associated data. Sealed text is
 * `v1.<base64url of IV, tag, ciphertext>`. A random IV of 96 bits is safe for 2^32 seals of one key.
 */
export function aesSealer(key: Uint8Array): Sealer {
  if (key.length !== 32) throw new Fault('Bug', `a seal key of ${key.length} bytes`, 'AES-256 takes 32 bytes.');
  return {
    async seal(plain, context) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${VERSION}.${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')}`;
    },
    async open(sealed, context) {
      const [version, text, ...rest] = sealed.split('.');
      const bytes = Buffer.from(text ?? '', 'base64url');
      // Base64 has several spellings of the same bytes; one text is sealed, so one text opens.
      const spelled = bytes.toString('base64url') === text;
      if (version !== VERSION || rest.length > 0 || !spelled || bytes.length < IV_BYTES + TAG_BYTES) throw refused();
      try {
        const tagEnd = IV_BYTES + TAG_BYTES;
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
          .setAAD(Buffer.from(context))
          .setAuthTag(bytes.subarray(IV_BYTES, tagEnd));
        return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]).toString('utf8');
      } catch {
        throw refused();
      }
    },
  };
}

/** Says nothing of which part was wrong. */
const refused = (): Fault =>
  new Fault(
    'Forbidden',
    'a sealed text does not open: it was changed, or sealed by another key or for another purpose',
    'If the data directory was restored, restore its seal.key too.',
  );
