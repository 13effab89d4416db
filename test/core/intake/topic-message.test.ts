import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plusSeconds } from '../../../src/contracts/instant.ts';
import { TopicMessage } from '../../../src/contracts/topic.ts';
import { topicMessageOf } from '../../../src/core/intake/topic-message.ts';
import { payload } from './payloads.ts';

const topic = 'arn:aws:sns:eu-central-1:123456789012:alarms';
const sent = JSON.parse(new TextDecoder().decode(payload('cloudwatch', 'sns-alarm'))) as { [field: string]: unknown };
const at = String(sent.Timestamp);
const read = (body: unknown, more: { topics?: string[]; now?: string; type?: string } = {}) =>
  topicMessageOf(
    {
      headers: { 'x-amz-sns-message-type': more.type ?? 'Notification' },
      body: body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body)),
    },
    more.topics ?? [topic],
    more.now ?? at,
  );

test('only what is signed is read', () => {
  expect(read({ ...sent, MessageAttributes: { severity: 'low' } })).toEqual(TopicMessage.parse(sent));
  expect(read(sent)).not.toHaveProperty('UnsubscribeURL');
});

test.for<[string, number, boolean]>([
  ['a moment old', 0, true],
  ['an hour old', 3600, true],
  ['older', 3600.001, false],
  ['of a clock five minutes ahead', -300, true],
  ['further ahead', -300.001, false],
])('%s', ([, seconds, read_]) => {
  expect(read(sent, { now: plusSeconds(at, seconds) }) !== undefined).toBe(read_);
});

test('no topic is none that begins, ends or is written like one that may', () => {
  for (const near of [`${topic}x`, topic.slice(0, -1), topic.toUpperCase(), `${topic} `])
    expect(read(sent, { topics: [near] }), near).toBeUndefined();
  expect(read(sent, { topics: [] })).toBeUndefined();
  expect(read(sent, { topics: ['x', topic] })).toBeDefined();
});

test('whatever is posted, it is a message or it is none', () => {
  const bytes = payload('cloudwatch', 'sns-alarm');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 2000 }),
        fc.json().map((text) => new TextEncoder().encode(text)),
        // A real one with some bytes changed.
        fc.tuple(fc.nat(bytes.length - 1), fc.uint8Array({ minLength: 1, maxLength: 4 })).map(([place, put]) => {
          const changed = bytes.slice();
          changed.set(put.slice(0, bytes.length - place), place);
          return changed;
        }),
        fc
          .tuple(fc.constantFrom(...Object.keys(sent)), fc.anything())
          .map(([field, value]) => new TextEncoder().encode(JSON.stringify({ ...sent, [field]: value }, noBigInt))),
      ),
      (body) => {
        const message = read(body);
        if (message !== undefined) expect(TopicMessage.parse(message)).toEqual(message);
      },
    ),
    { numRuns: 2000 },
  );
});

const noBigInt = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
