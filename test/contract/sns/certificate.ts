import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** DER (X.690), as much of it as a certificate needs. */
const tlv = (tag: number, ...content: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: readonly Uint8Array[]) => tlv(0x30, ...parts);
const oid = (...bytes: number[]) => tlv(0x06, Buffer.from(bytes));
const text = (value: string) => tlv(0x0c, Buffer.from(value));
const time = (at: Date) => tlv(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
const name = (common: string) => sequence(tlv(0x31, sequence(oid(0x55, 0x04, 0x03), text(common))));
const sha256WithRsa = sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), tlv(0x05));
const yes = tlv(0x01, Buffer.from([0xff]));
const extension = (id: Uint8Array, value: Uint8Array) => sequence(id, tlv(0x04, value));

export interface Issued {
  readonly pem: string;
  readonly common: string;
  readonly key: KeyObject;
}
export interface Wanted {
  readonly common: string;
  /** Names beside the common one (subject alternative names); none at all when absent. */
  readonly names?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly authority?: boolean;
  readonly bits?: number;
  readonly issuer?: Issued;
  readonly keys?: { publicKey: KeyObject; privateKey: KeyObject };
}

export const rsaKeys = (bits = 2048) => generateKeyPairSync('rsa', { modulusLength: bits });
let serial = 0;

/** A certificate of our own making, signed by `issuer` or by itself (RFC 5280). */
export function certificate(wanted: Wanted): Issued {
  const { publicKey, privateKey } = wanted.keys ?? rsaKeys(wanted.bits);
  const signer = wanted.issuer ?? { common: wanted.common, key: privateKey };
  serial += 1;
  const alternative = (wanted.names ?? []).map((it) => tlv(0x82, Buffer.from(it)));
  const extensions = [
    extension(oid(0x55, 0x1d, 0x13), sequence(...(wanted.authority ? [yes] : []))),
    ...(alternative.length > 0 ? [extension(oid(0x55, 0x1d, 0x11), sequence(...alternative))] : []),
  ];
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.from([1, serial >> 8, serial & 0xff])),
    sha256WithRsa,
    name(signer.common),
    sequence(
      time(new Date(wanted.from ?? '2020-01-01T00:00:00Z')),
      time(new Date(wanted.to ?? '2040-01-01T00:00:00Z')),
    ),
    name(wanted.common),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = tlv(0x03, Buffer.from([0]), sign('sha256', body, signer.key));
  const base64 = sequence(body, sha256WithRsa, signature).toString('base64');
  const lines = base64.match(/.{1,64}/g) ?? [];
  const pem = ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
  return { pem, common: wanted.common, key: privateKey };
}
