import { type KeyObject, X509Certificate } from 'node:crypto';
import type { TopicPlace } from './sns-address.ts';

const certificatesAtMost = 6;
/** What SNS uses itself; a shorter key can be broken by those who want to. */
const bitsAtLeast = 2048;

/** The certificates of a PEM file, the signing one first; undefined when it is none. */
export function readCertificates(pem: string): readonly X509Certificate[] | undefined {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0 || blocks.length > certificatesAtMost) return undefined;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined;
  }
}

/**
 * The key that signs for SNS at this place now; undefined when the certificate is issued to somebody else, is not valid at that
 * moment, is an authority's own or has no RSA key of enough bits, or when what stands behind it in the file does not vouch
 * for it. SNS publishes the certificate alone, and those above it over plain HTTP only: that it is Amazon's rests on TLS to
 * the host it was fetched from.
 */
export function signingKey(
  [own, ...above]: readonly X509Certificate[],
  place: TopicPlace,
  now: number,
): KeyObject | undefined {
  if (own === undefined || own.ca || !validAt(own, now)) return undefined;
  const exactly = { subject: 'default', wildcards: false, partialWildcards: false } as const;
  if (!place.names.some((name) => own.checkHost(name, exactly) !== undefined)) return undefined;
  let below = own;
  for (const issuer of above) {
    if (!issuer.ca || !validAt(issuer, now) || !below.checkIssued(issuer) || !below.verify(issuer.publicKey))
      return undefined;
    below = issuer;
  }
  const { publicKey: key } = own;
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return key.asymmetricKeyType === 'rsa' && bits >= bitsAtLeast ? key : undefined;
}

const validAt = (certificate: X509Certificate, now: number): boolean =>
  certificate.validFromDate.getTime() <= now && now < certificate.validToDate.getTime();
