import type { X509Certificate } from 'node:crypto';
import { Fault } from '../../contracts/fault.ts';
import { millisOf } from '../../contracts/instant.ts';
import type { Clock, Topics } from '../../core/ports.ts';
import { boundedGet } from './bounded-get.ts';
import { certificateAddress, confirmationAddress, placeOf } from './sns-address.ts';
import { readCertificates, signingKey } from './sns-certificate.ts';
import { signedBy } from './sns-signature.ts';

const bytes = 64 * 1024;
const kept = 32;
/** Certificates asked for in a minute that were not known. SNS changes its own about once a year. */
const newInAMinute = 20;

/**
 * Amazon SNS over plain https. node:crypto and not the package `sns-payload-validator`: that one checks the signature and the
 * form of the certificate's address, and neither bounds what it fetches nor looks at the certificate, the types of the signed
 * fields, the topic or the time. `fetch` is for
 * tests, which have no SNS; SNS itself waits 15 s for our answer, `patienceMs` is for each thing asked.
 */
export function snsTopics(parts: { clock: Clock; fetch?: typeof globalThis.fetch; patienceMs?: number }): Topics {
  const { clock, fetch = globalThis.fetch, patienceMs: ms = 5_000 } = parts;
  const get = (address: string) => boundedGet(fetch, address, { bytes, ms });
  const known = new Map<string, Promise<readonly X509Certificate[] | undefined>>();
  let asked: number[] = [];

  const certificatesAt = async (address: string): Promise<readonly X509Certificate[] | undefined> => {
    const now = millisOf(clock.now());
    asked = asked.filter((at) => at > now - 60_000);
    if (asked.length >= newInAMinute)
      throw new Fault('Exhausted', 'too many certificates of SNS were asked for', 'Send it again in a minute.');
    asked.push(now);
    const { status, text } = await get(address);
    if (status >= 500) throw new Fault('Unavailable', `SNS answers ${status}`, 'Send it again.');
    return status === 200 && text !== undefined ? readCertificates(text) : undefined;
  };
  /** Asked for once, however many messages come at the same moment; only what was a certificate is kept. */
  const certificates = async (address: string): Promise<readonly X509Certificate[] | undefined> => {
    const standing = known.get(address) ?? certificatesAt(address);
    known.delete(address);
    known.set(address, standing);
    const [oldest] = known.keys();
    if (known.size > kept && oldest !== undefined) known.delete(oldest);
    const found = await standing.catch((thrown: unknown) => {
      known.delete(address);
      throw thrown;
    });
    if (found === undefined) known.delete(address);
    return found;
  };

  return {
    async verify(message) {
      const address = certificateAddress(message);
      if (address === undefined) return 'address';
      if (message.Type !== 'Notification' && confirmationAddress(message) === undefined) return 'address';
      const found = await certificates(address);
      const key = found && signingKey(found, placeOf(message.TopicArn), millisOf(clock.now()));
      if (key === undefined) return 'certificate';
      return signedBy(message, key) ? 'genuine' : 'signature';
    },
    async confirm(message) {
      const address = confirmationAddress(message);
      if (address === undefined)
        throw new Fault('Bug', 'a subscription was confirmed unverified', 'This is a defect of Mendgate.');
      const { status } = await get(address);
      if (status === 200) return;
      const word = status >= 500 || status === 429 ? 'Unavailable' : 'Impossible';
      throw new Fault(word, `SNS answers ${status} to the confirmation`, 'Ask for the subscription again in SNS.');
    },
  };
}
