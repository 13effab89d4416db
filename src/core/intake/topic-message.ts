import { millisOf } from '../../contracts/instant.ts';
import { TopicMessage } from '../../contracts/topic.ts';
import { intakeLimits } from './limits.ts';
import { readJson } from './read-json.ts';

/** SNS gives up on a delivery after an hour; what is older was kept by somebody. */
const oldestMs = 3600_000;
/** Clocks differ a little. */
const aheadMs = 300_000;

/**
 * The message of a topic that may send here, not yet known to be genuine; undefined for everything else. All that can be said
 * without asking anybody is said here, so that nobody is asked for the sake of a stranger. `headers` have lower-case names.
 */
export function topicMessageOf(
  request: { headers: Readonly<Record<string, string | undefined>>; body: Uint8Array },
  topics: readonly string[],
  now: string,
): TopicMessage | undefined {
  let payload: unknown;
  try {
    payload = readJson(request.body, intakeLimits);
  } catch {
    return undefined;
  }
  const parsed = TopicMessage.safeParse(payload);
  if (!parsed.success) return undefined;
  const message = parsed.data;
  if (!topics.includes(message.TopicArn)) return undefined;
  if (request.headers['x-amz-sns-message-type'] !== message.Type) return undefined;
  const age = millisOf(now) - Date.parse(message.Timestamp);
  return age <= oldestMs && age >= -aheadMs ? message : undefined;
}
