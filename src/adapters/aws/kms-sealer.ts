import { DecryptCommand, EncryptCommand, type KMSClient } from '@aws-sdk/client-kms';
import { Fault } from '../../contracts/fault.ts';
import type { Sealer } from '../../core/ports.ts';
import { awsFault, nameOf } from './aws-fault.ts';

const VERSION = 'k1';
/** What KMS encrypts directly ("Encrypt", Plaintext), less our one byte. A task token has 2,048 at most. */
const PLAIN_AT_MOST = 4095;
const SEALED_AT_MOST = 6144;
const REFUSED = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);

/**
 * Encryption by a key that never leaves KMS, `context` as encryption context: CloudTrail shows what was opened and by whom.
 * Sealed text is `k1.<base64url of what KMS answered>`. Throws TooLarge for more than 4,095 bytes.
 */
export function kmsSealer({ client, keyId }: { client: KMSClient; keyId: string }): Sealer {
  const contextOf = (context: string) => ({ 'mendgate:purpose': `for ${context}` });
  return {
    async seal(plain, context) {
      const bytes = Buffer.from(plain);
      if (bytes.length > PLAIN_AT_MOST) {
        throw new Fault(
          'TooLarge',
          `${bytes.length} bytes to seal`,
          `At most ${PLAIN_AT_MOST} bytes are sealed directly.`,
        );
      }
      // KMS does not take nothing, so every text has a first byte.
      const Plaintext = Buffer.concat([Buffer.from([1]), bytes]);
      try {
        const ask = new EncryptCommand({ KeyId: keyId, Plaintext, EncryptionContext: contextOf(context) });
        const { CiphertextBlob: sealed } = await client.send(ask);
        return `${VERSION}.${Buffer.from(sealed ?? []).toString('base64url')}`;
      } catch (thrown) {
        throw awsFault(thrown, `key ${keyId}`);
      }
    },
    async open(sealed, context) {
      const [version, text, ...rest] = sealed.split('.');
      const bytes = Buffer.from(text ?? '', 'base64url');
      // Base64 has several spellings of the same bytes; one text is sealed, so one text opens.
      const spelled = bytes.toString('base64url') === text;
      const fits = bytes.length > 0 && bytes.length <= SEALED_AT_MOST;
      if (version !== VERSION || rest.length > 0 || !spelled || !fits) throw refused();
      try {
        // With the key named, KMS refuses what another key sealed instead of finding that key.
        const ask = new DecryptCommand({ KeyId: keyId, CiphertextBlob: bytes, EncryptionContext: contextOf(context) });
        const { Plaintext: plain } = await client.send(ask);
        return Buffer.from(plain ?? [])
          .subarray(1)
          .toString('utf8');
      } catch (thrown) {
        if (REFUSED.has(nameOf(thrown))) throw refused();
        throw awsFault(thrown, `key ${keyId}`);
      }
    },
  };
}

/** Says nothing of which part was wrong. */
const refused = (): Fault =>
  new Fault(
    'Forbidden',
    'a sealed text does not open: it was changed, or sealed by another key or for another purpose',
    'If the table was restored into another stack, give that stack the same key.',
  );
