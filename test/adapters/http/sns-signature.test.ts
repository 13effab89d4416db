import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signedText } from '../../../src/adapters/http/sns-signature.ts';
import { TopicMessage } from '../../../src/contracts/topic.ts';
import { certUrl, confirmUrl, topic } from '../../contract/sns/stand-in.ts';

const id = '26858270-545e-4848-82a2-e05566af3dcf';
const at = '2026-03-01T08:01:00.000Z';
/** What is signed, in order: a notification with and without a subject, and what is said of a subscription. */
const orders: readonly (readonly string[])[] = [
  ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Type'],
  ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
];

/** Every message that could have been meant by a text, whatever else was: all ways to cut it at the names of fields. */
function readings(text: string): unknown[] {
  const found: unknown[] = [];
  for (const order of orders) {
    const cut = (rest: string, names: readonly string[], fields: Record<string, string>): void => {
      const [name = '', next, ...more] = names;
      if (!rest.startsWith(`${name}\n`)) return;
      const value = rest.slice(name.length + 1);
      if (next === undefined) {
        if (value.endsWith('\n')) found.push({ ...fields, [name]: value.slice(0, -1) });
        return;
      }
      for (let end = value.indexOf(`\n${next}\n`); end >= 0; end = value.indexOf(`\n${next}\n`, end + 1))
        cut(value.slice(end + 1), [next, ...more], { ...fields, [name]: value.slice(0, end) });
    };
    cut(text, order, {});
  }
  return found.map((fields) => ({
    SignatureVersion: '2',
    Signature: 'AAAA',
    SigningCertURL: certUrl,
    ...(fields as object),
  }));
}

/** Texts that look like what is signed: the very pieces of it, in any order. */
const piece = fc.constantFrom(
  ...['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type', 'SubscribeURL', 'Token'],
  ...[id, at, topic, 'Notification', 'SubscriptionConfirmation', 'ab', confirmUrl('ab'), '', 'x'],
);
const tricky = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join('\n'));

test('no two messages have the same text, however one of them is written', () => {
  let cuts = 0;
  fc.assert(
    fc.property(tricky, fc.option(fc.constantFrom('x', 'Timestamp', id)), fc.boolean(), (Message, Subject, offer) => {
      const sent = TopicMessage.parse({
        Type: offer ? 'SubscriptionConfirmation' : 'Notification',
        MessageId: id,
        TopicArn: topic,
        Message,
        Timestamp: at,
        SignatureVersion: '2',
        Signature: 'AAAA',
        SigningCertURL: certUrl,
        ...(offer ? { Token: 'ab', SubscribeURL: confirmUrl('ab') } : Subject !== null && { Subject }),
      });
      const read = readings(signedText(sent));
      cuts += read.length;
      const messages = read.flatMap((fields) => TopicMessage.safeParse(fields).data ?? []);
      expect(messages).toEqual([sent]);
    }),
    { numRuns: 2000 },
  );
  // The trick was tried: many of these texts can be cut in more than one way.
  expect(cuts).toBeGreaterThan(2000);
});

test('a text that could be read in two ways is what the forms of the fields prevent', () => {
  const Message = `a\nMessageId\n${id}\nTimestamp\n${at}\nTopicArn\n${topic}\nType\nNotification`;
  const text = signedText(
    TopicMessage.parse({
      Type: 'Notification',
      MessageId: id,
      TopicArn: topic,
      Message,
      Timestamp: at,
      SignatureVersion: '2',
      Signature: 'AAAA',
      SigningCertURL: certUrl,
    }),
  );
  expect(readings(text).length).toBeGreaterThan(1);
});
