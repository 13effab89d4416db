import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** The SDK's own signer (AWS Signature Version 4), for the two requests that no client here makes: all clients bring it along. */
export const requestSigner = (parts: { service: string; region: string; credentials: Credentials }): SignatureV4 =>
  new SignatureV4({ ...parts, sha256: Sha256, applyChecksum: false });

type Data = string | ArrayBuffer | ArrayBufferView;

/** SHA-256, or with a secret its HMAC, in the shape the signer asks for. */
class Sha256 {
  private readonly hash;

  constructor(secret?: Data) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: Data): void {
    this.hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}

const bytesOf = (data: Data): Uint8Array => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};
