import type { Parsed, Source } from '../../contracts/alert.ts';
import { Fault } from '../../contracts/fault.ts';
import { type Instant, millisOf } from '../../contracts/instant.ts';
import { deliveryIdOf } from './fingerprint.ts';
import { intakeLimits } from './limits.ts';
import { readJson } from './read-json.ts';
import { sources } from './sources/catalogue.ts';

/**
 * One delivery in our words. Throws only Malformed, TooLarge and Unsupported, each naming the field or the bound. One broken
 * alarm refuses the whole delivery: half a delivery taken and half refused is a state nobody can see or replay.
 */
export function parseDelivery(delivery: {
  source: Source;
  bytes: Uint8Array;
  contentType: string;
  receivedAt: Instant;
}): Parsed {
  const { source, bytes, contentType, receivedAt } = delivery;
  const reader = sources[source];
  checkContentType(contentType, reader.contentTypes);
  const payload = readJson(bytes, intakeLimits);
  return reader.parse(payload, unnamedId(source, bytes, receivedAt));
}

/**
 * A sender without delivery ids repeats a standing alarm in the very same bytes hours later (Alertmanager: repeat_interval),
 * and repeats a delivery we failed to answer in the same bytes within minutes. Only the second is the same delivery; taking
 * the first for it would silence an alarm that still stands. Hence bytes and five minutes; a retry across the edge of two
 * windows is counted once more, which is harmless.
 */
function unnamedId(source: Source, bytes: Uint8Array, receivedAt: Instant): string {
  const window = Math.floor(millisOf(receivedAt) / 300_000);
  return deliveryIdOf(`${source}/${window}`, bytes);
}

function checkContentType(contentType: string, accepted: readonly RegExp[]): void {
  const [essence = '', ...parameters] = contentType.toLowerCase().split(';');
  const type = essence.trim();
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/.exec(parameter)?.[1])
    .find(Boolean);
  const hint = 'Send JSON in UTF-8 with content-type: application/json.';
  if (!accepted.some((pattern) => pattern.test(type)))
    throw new Fault('Unsupported', `content-type: ${JSON.stringify(type.slice(0, 80))} is not read here`, hint);
  if (charset !== undefined && !['utf-8', 'utf8', 'us-ascii'].includes(charset))
    throw new Fault('Unsupported', `content-type: charset ${JSON.stringify(charset.slice(0, 80))} is not read`, hint);
}
