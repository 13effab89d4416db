import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Fault } from '../../contracts/fault.ts';
import type { Objects } from '../../core/ports.ts';
import { awsFault, nameOf } from './aws-fault.ts';

/** Two writers of the same bytes may meet: S3 tells one of them 409 and to ask again. */
const PUT_TRIES = 3;
const HASH = /^[0-9a-f]{64}$/;
const keyOf = (sha256: string): string => `sha256/${sha256}`;

/** Objects in a bucket, each under its hash and written once. S3 checks the bytes on arrival, we check them on the way back. */
export function s3Objects({ client, bucket }: { client: S3Client; bucket: string }): Objects {
  const write = async (sha256: string, digest: Buffer, bytes: Uint8Array): Promise<void> => {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: keyOf(sha256),
        Body: bytes,
        IfNoneMatch: '*',
        ChecksumSHA256: digest.toString('base64'),
      }),
    );
  };
  return {
    async put(bytes) {
      // The caller may reuse its buffer while we send.
      const own = Uint8Array.from(bytes);
      const digest = createHash('sha256').update(own).digest();
      const sha256 = digest.toString('hex');
      for (let tried = 1; ; tried++) {
        try {
          await write(sha256, digest, own);
          return sha256;
        } catch (thrown) {
          // The same hash is the same bytes: it is there already, which is what was asked.
          if (nameOf(thrown) === 'PreconditionFailed') return sha256;
          const fault = awsFault(thrown, `bucket ${bucket}`);
          if (fault.word !== 'Contended' || tried === PUT_TRIES) throw fault;
        }
      }
    },
    async get(sha256) {
      if (!HASH.test(sha256)) return undefined;
      const bytes = await read(client, bucket, sha256);
      if (bytes === undefined) return undefined;
      // Objects are evidence: what does not match its name is not handed out as if it did.
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
        const hint = 'Somebody wrote to the bucket by hand: restore the version of the object that matches its name.';
        throw new Fault('Unavailable', `object ${sha256} in bucket ${bucket} is damaged`, hint);
      }
      return bytes;
    },
  };
}

async function read(client: S3Client, bucket: string, sha256: string): Promise<Uint8Array | undefined> {
  try {
    const answer = await client.send(new GetObjectCommand({ Bucket: bucket, Key: keyOf(sha256) }));
    return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  } catch (thrown) {
    if (nameOf(thrown) === 'NoSuchKey') return undefined;
    throw awsFault(thrown, `bucket ${bucket}`);
  }
}
